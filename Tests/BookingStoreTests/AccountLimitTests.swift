import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

/// The limits on what one account can book.
final class AccountLimitTests: StoreTestCase {
    private let limits = AccountLimits(
        bookingsPerHour: 3, bookingsPerDay: 5, unpaidHoldsPerDay: 4, unpaidHoldsPerEvent: 2)

    func testBookingsOfAnHourAndOfADayAreLimited() throws {
        let event = try makeEvent(startsInHours: 99)
        for minute in 0..<3 { try bookAndCancel(event, after: Int64(minute) * 60) }
        XCTAssertEqual(try wait(for: event, after: 600), 3_000)
        try open()
        XCTAssertEqual(try wait(for: event, after: 3_599), 1, "after a restart too")
        for hour in 1...2 { try bookAndCancel(event, after: Int64(hour) * 3_600) }
        XCTAssertEqual(try wait(for: event, after: 4 * 3_600), 20 * 3_600)
        XCTAssertNil(try wait(for: event, after: 86_400))
        // Others are not affected.
        try perform(at: now.adding(seconds: 600)) {
            _ = try $0.book(.one, of: event.id, for: meera, limits: limits)
        }
    }

    func testUnpaidHoldsOfAnEventAndOfADayAreLimited() throws {
        let events = try (0..<3).map { _ in try makeEvent(price: 100, startsInHours: 99) }
        try hold(events[0], after: 0)
        let cancelled = try hold(events[0], after: 7_200)
        try perform(at: now.adding(seconds: 7_201)) {
            _ = try $0.cancelBooking(cancelled.id, of: bhavin)
        }
        XCTAssertEqual(try wait(for: events[0], after: 7_200), 86_400 - 7_200)
        try hold(events[1], after: 14_400)
        try hold(events[1], after: 21_600)
        XCTAssertEqual(try wait(for: events[2], after: 28_800), 86_400 - 28_800)
        // The limits of holds do not concern free events.
        XCTAssertNil(try wait(for: makeEvent(startsInHours: 99), after: 28_800))
    }

    func testPaidAndOpenHoldsAreNotCounted() throws {
        let events = try (0..<2).map { _ in try makeEvent(price: 100, startsInHours: 99) }
        for seconds in [Int64(0), 7_200] {
            let booking = try hold(events[0], after: seconds)
            try execute(
                """
                UPDATE bookings SET status = 'confirmed', payment_status = 'success',
                    amount_paid = 100, confirmed_at = \(now) WHERE id = \(booking.id)
                """)
            try perform(at: now.adding(seconds: seconds)) {
                _ = try $0.cancelBooking(booking.id, of: bhavin)
            }
        }
        XCTAssertNil(try wait(for: events[0], after: 14_400))
        try hold(events[1], after: 0)
        try hold(events[1], after: 43_200)
        XCTAssertEqual(try wait(for: events[1], after: 43_201), nil, "the second is open")
    }

    @discardableResult
    private func hold(_ event: Event, after seconds: Int64) throws -> Booking {
        try perform(at: now.adding(seconds: seconds)) {
            try $0.book(.one, of: event.id, for: bhavin)
        }
    }

    private func bookAndCancel(_ event: Event, after seconds: Int64) throws {
        try perform(at: now.adding(seconds: seconds)) { tx in
            let booking = try tx.book(.one, of: event.id, for: bhavin, limits: limits)
            _ = try tx.cancelBooking(booking.id, of: bhavin)
        }
    }

    /// The seconds after which Bhavin may book the event; nil if he may now.
    private func wait(for event: Event, after seconds: Int64) throws -> Int64? {
        struct Undo: Error {}
        do {
            try perform(at: now.adding(seconds: seconds)) { tx in
                for booking in try tx.bookings.all(of: bhavin, after: 0)
                where booking.event.id == event.id && booking.status == .held {
                    throw Undo()
                }
                _ = try tx.book(.one, of: event.id, for: bhavin, limits: limits)
                throw Undo()
            }
        } catch Refusal.tooManyRequests(let seconds) {
            return seconds
        } catch is Undo {}
        return nil
    }
}
