import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// A test of waiting lists: an event that Bhavin has booked, and guests who wait for it.
class WaitlistTestCase: PaymentTestCase {
    override func tearDown() {
        XCTAssertNoThrow(try assertSound())
        super.tearDown()
    }

    /// A free event of these seats, all of them Bhavin's.
    func fullEvent(
        seats: Int = 2, price: Int64 = 0, refunds: [RefundPolicy.Tier] = []
    ) throws -> (event: Event, booking: Booking) {
        let event = try makeEvent(capacity: Int64(seats), price: price, refunds: refunds)
        return (event, try book(event, by: bhavin, seats: seats))
    }

    @discardableResult
    func join(
        _ event: Event, _ user: UserID, seats: Int = 1, acceptsFewer: Bool = false,
        at moment: Timestamp? = nil
    ) throws -> WaitlistEntry {
        try perform(at: moment) {
            try $0.joinWaitlist(
                of: event.id, for: user, seats: XCTUnwrap(Seats(seats)),
                acceptsFewer: acceptsFewer)
        }
    }

    /// Registers guests who wait for one seat each, in this order.
    func queue(_ names: String..., for event: Event) throws -> [UserID] {
        try names.map { name in
            let user = try register(name, email: "\(name)@example.com")
            try join(event, user)
            return user
        }
    }

    /// The guest's latest entry of the event.
    func entry(
        _ user: UserID, _ event: Event, at moment: Timestamp? = nil
    ) throws -> WaitlistEntry {
        try XCTUnwrap(
            read(at: moment) { tx in
                try tx.waitlist.all(of: user, after: 0, limit: 100)
                    .last { $0.event.id == event.id }
            })
    }

    /// The statuses of the guests' entries, such as `offered`.
    func statuses(
        _ users: [UserID], _ event: Event, at moment: Timestamp? = nil
    ) throws -> [String] {
        try users.map { try entry($0, event, at: moment).status.rawValue }
    }

    @discardableResult
    func cancel(
        _ booking: BookingID, of user: UserID, seats: Int? = nil, at moment: Timestamp? = nil
    ) throws -> CancelledBooking {
        try perform(at: moment) { try $0.cancelBooking(booking, of: user, seats: seats) }
    }

    @discardableResult
    func confirm(_ user: UserID, _ event: Event, at moment: Timestamp? = nil) throws -> Booking {
        let offer = try XCTUnwrap(entry(user, event, at: moment).bookingID)
        return try perform(at: moment) { try $0.confirmBooking(offer, of: user) }
    }

    /// A round of the background task.
    func runTimer(at moment: Timestamp) throws {
        for event in try read(at: moment, { try $0.waitlist.eventsToServe() }) {
            try perform(at: moment) { try $0.serveWaitlist(of: event) }
        }
        for event in try read(at: moment, { try $0.waitlist.eventsToClose() }) {
            try perform(at: moment) { try $0.closeWaitlist(of: event) }
        }
    }

    func messages(to user: UserID) throws -> [String] {
        try texts("SELECT message FROM notifications WHERE user_id = \(user) ORDER BY id")
    }

    /// The kinds of the letters about the guest's waits.
    func letters(to user: UserID) throws -> [String] {
        try texts(
            """
            SELECT l.kind FROM waitlist_letters l JOIN waitlist w ON w.id = l.entry_id
            WHERE w.user_id = \(user) ORDER BY l.id
            """)
    }
}
