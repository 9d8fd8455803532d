import BookingDomain
import BookingStore
import JSONCoding
import Paging
import ServiceContract
import Timekeeping
import XCTest

final class OutboxTests: StoreTestCase {
    func testOnlyTheOldestUndeliveredNoticeOfABookingIsDue() throws {
        let first = try book(makeEvent(), by: bhavin)
        let second = try book(makeEvent(), by: meera)
        try perform(CancelBooking(booking: first.id, user: bhavin))
        let due = try due()
        XCTAssertEqual(due.map(\.bookingID), [first.id, second.id])
        try deliver(due.map(\.sequence))
        let next = try self.due()
        XCTAssertEqual(next.map(\.bookingID), [first.id])
        XCTAssertEqual(try notice(next[0]).type, "booking.cancelled")
        try deliver(next.map(\.sequence))
        XCTAssertEqual(try self.due(), [])
        XCTAssertEqual(try pending(), 0)
    }

    func testOnlyWhatWasDeliveredIsMarkedSoWhicheverItIs() throws {
        for _ in 0..<6 { try book(makeEvent(), by: bhavin) }
        let due = try due().map(\.sequence)
        XCTAssertEqual(due.count, 6)
        try deliver([due[4], due[0], due[1], due[3]])
        XCTAssertEqual(try self.due().map(\.sequence), [due[2], due[5]])
        try deliver([due[2]])
        XCTAssertEqual(try self.due().map(\.sequence), [due[5]])
        XCTAssertEqual(
            try integer("SELECT sum(attempts) FROM outbox"), 5, "each was sent once by now")
    }

    func testANoticeThatFailedWaitsAndHoldsUpOnlyItsOwnBooking() throws {
        let first = try book(makeEvent(), by: bhavin)
        let second = try book(makeEvent(), by: meera)
        try perform(CancelBooking(booking: first.id, user: bhavin))
        let stuck = try XCTUnwrap(due().first)
        let retry = now.adding(seconds: 60)
        try database.writeSynchronously {
            try Outbox.markFailed(stuck.sequence, nextAttempt: retry, on: $0)
        }
        XCTAssertEqual(try due().map(\.bookingID), [second.id])
        let later = try due(at: retry)
        XCTAssertEqual(later.first { $0.bookingID == first.id }?.sequence, stuck.sequence)
        XCTAssertEqual(later.first { $0.bookingID == first.id }?.attempts, 1)
        XCTAssertEqual(try pending(), 3)
        let next = try database.read { try Outbox.nextAttempt(on: $0) }
        XCTAssertEqual(next, now, "the second booking's; the first one's next waits for its turn")
    }

    func testANoticeSaysAllThatMainAPIKnows() throws {
        let event = try makeEvent("Meditation Retreat")
        let booking = try book(event, by: bhavin, seats: 2)
        let due = try XCTUnwrap(due().first)
        var expected = BookingNotice(
            bookingID: booking.id.rawValue, user: "Bhavin", event: "Meditation Retreat",
            facilitatorID: 2)
        expected.notificationID = due.notificationID
        expected.sequence = due.sequence
        expected.type = "booking.confirmed"
        expected.userID = bhavin.rawValue
        expected.eventID = event.id.rawValue
        expected.seats = 2
        expected.status = "confirmed"
        expected.amountPaid = 0
        expected.currency = "INR"
        expected.occurredAt = now
        XCTAssertEqual(try notice(due), expected)
        XCTAssertEqual(due.notificationID.utf8.count, 32)
    }

    func testTheReconciliationCountsNoticesByBooking() throws {
        let booking = try book(makeEvent(), by: bhavin, seats: 2)
        try book(makeEvent(price: 5), by: bhavin)
        try deliver(due().map(\.sequence))
        try perform(CancelBooking(booking: booking.id, user: bhavin))
        let page = try database.read { try Reconciliation.page(PageRequest(), on: $0) }
        XCTAssertEqual(
            page.items,
            [
                ReconciliationEntry(
                    bookingID: booking.id.rawValue, facilitatorID: 2,
                    eventID: booking.event.id.rawValue, user: "Bhavin", status: "cancelled",
                    seats: 2, sequence: 2, notices: 2, delivered: 1)
            ])
        XCTAssertNil(page.next)
    }

    private func due(at moment: Timestamp? = nil) throws -> [OutboxNotice] {
        try database.read { try Outbox.due(limit: 10, at: moment ?? now, on: $0) }
    }

    private func deliver(_ sequences: [Int64]) throws {
        try database.writeSynchronously { [now] in
            try Outbox.markDelivered(sequences, at: now, on: $0)
        }
    }

    private func pending() throws -> Int {
        try database.read { try Outbox.backlog(on: $0).count }
    }

    private func notice(_ due: OutboxNotice) throws -> BookingNotice {
        try BookingNotice(json: JSONValue(parsing: due.body))
    }
}
