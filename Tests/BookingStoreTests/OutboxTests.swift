import BookingDomain
import BookingStore
import JSONCoding
import SQLite
import ServiceContract
import Timekeeping
import XCTest

final class OutboxTests: StoreTestCase {
    func testOnlyTheOldestUndeliveredNoticeOfABookingIsDue() throws {
        let first = try book(makeEvent(), by: bhavin)
        let second = try book(makeEvent(), by: meera)
        try perform { try $0.cancelBooking(first.id, of: bhavin) }
        let due = try due()
        XCTAssertEqual(due.notices.map(\.bookingID), [first.id, second.id])
        XCTAssertEqual(due.count, 3)
        try deliver(due)
        XCTAssertEqual(try pending(), 1)
        let next = try self.due()
        XCTAssertEqual(next.notices.map(\.bookingID), [first.id])
        XCTAssertEqual(try notice(next.notices[0]).type, "booking.cancelled")
        try deliver(next)
        XCTAssertEqual(try self.due().count, 0)
        XCTAssertEqual(try pending(), 0)
    }

    func testDueNoticesAreInOrderUpToTheLimit() throws {
        for _ in 0..<5 { try book(makeEvent(), by: bhavin) }
        var sequences: [[Int64]] = []
        while case let due = try due(limit: 2), due.count > 0 {
            sequences.append(due.notices.map(\.sequence))
            try deliver(due)
        }
        XCTAssertEqual(sequences, [[1, 2], [3, 4], [5]])
    }

    func testARefusedNoticeDelaysOnlyItsOwnBooking() throws {
        let first = try book(makeEvent(), by: bhavin)
        let second = try book(makeEvent(), by: meera)
        let retry = now.adding(seconds: 60)
        try deliver(due(), refused: [1: retry])
        try perform { try $0.cancelBooking(first.id, of: bhavin) }
        try perform { try $0.cancelBooking(second.id, of: meera) }
        let due = try due()
        XCTAssertEqual(due.notices.map(\.bookingID), [second.id])
        XCTAssertEqual(due.count, 2, "the first one's next is looked at, and waits for its turn")
        try deliver(due)
        XCTAssertEqual(try self.due().count, 0)
        XCTAssertEqual(try pending(), 2)
        XCTAssertEqual(try database.read { try $0.outbox.nextAttempt() }, retry)

        let again = try self.due(at: retry)
        XCTAssertEqual(again.notices.map(\.sequence), [1])
        XCTAssertEqual(again.notices.map(\.attempts), [1])
        let later = retry.adding(seconds: 60)
        try deliver(again, refused: [1: later])
        XCTAssertEqual(try self.due(at: later).notices.map(\.attempts), [2])
        try deliver(self.due(at: later))
        let last = try self.due(at: later)
        XCTAssertEqual(last.notices.map(\.sequence), [3])
        XCTAssertEqual(last.notices.map(\.attempts), [0])
        try deliver(last)
        XCTAssertEqual(try pending(), 0)
        XCTAssertNil(try database.read { try $0.outbox.nextAttempt() })
    }

    func testDelayedNoticesComeBeforeNewOnesWithinTheLimit() throws {
        for _ in 0..<3 { try book(makeEvent(), by: bhavin) }
        try deliver(due(), refused: [2: now, 3: now])
        for _ in 0..<2 { try book(makeEvent(), by: meera) }
        XCTAssertEqual(try due(limit: 3).notices.map(\.sequence), [2, 3, 4])
        XCTAssertEqual(try due(limit: 1).notices.map(\.sequence), [2])
        XCTAssertEqual(try due().notices.map(\.sequence), [2, 3, 4, 5])
    }

    func testResendingRestartsDeliveriesThatAreUnderWay() throws {
        for _ in 0..<3 { try book(makeEvent(), by: bhavin) }
        try deliver(due(limit: 1))
        try deliver(due(limit: 1), refused: [2: now.adding(seconds: 60)])
        let underWay = try due()
        XCTAssertEqual(underWay.notices.map(\.sequence), [3])
        try database.writeSynchronously { try $0.outbox.resend() }
        XCTAssertEqual(try pending(), 3)
        try deliver(underWay, refused: [3: now.adding(seconds: 60)])
        XCTAssertEqual(try due().notices.map(\.sequence), [1, 2, 3])
        try deliver(due())
        XCTAssertEqual(try pending(), 0)
    }

    func testWaitingNoticesAreCountedAcrossARestoration() throws {
        let booking = try book(makeEvent(), by: bhavin)
        try deliver(due())
        for _ in 0..<2 { try perform { try $0.skipIDs() } }
        XCTAssertEqual(try pending(), 0)
        try perform(at: now.adding(seconds: 60)) {
            _ = try $0.cancelBooking(booking.id, of: bhavin)
        }
        let cancelled = try due()
        try deliver(
            cancelled, refused: [cancelled.notices[0].sequence: now.adding(seconds: 90)])
        for _ in 0..<3 { try book(makeEvent(), by: bhavin, at: now.adding(seconds: 70)) }
        let depth = try database.read { try $0.outbox.depth() }
        XCTAssertEqual(depth.count, 4)
        XCTAssertEqual(depth.oldest, now.adding(seconds: 60))
        try assertSound()
        try execute("UPDATE facts SET value = value + 1 WHERE name = 'delayed_notices'")
        XCTAssertEqual(
            try database.read { try Invariants.check($0) }.map(\.rule), [.undeliveredCounted])
    }

    func testTheDatabaseRefusesToChangeANotice() throws {
        try book(makeEvent(), by: bhavin)
        XCTAssertThrowsError(
            try database.writeSynchronously {
                _ = try $0.execute("UPDATE outbox SET status = 'cancelled'")
            })
    }

    func testANoticeHasTheStatusOfItsTimeAndCurrentNames() throws {
        let event = try makeEvent("Meditation Retreat")
        let booking = try book(event, by: bhavin)
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        try database.writeSynchronously {
            _ = try $0.execute("UPDATE events SET title = 'Silent Retreat'")
        }
        var told: [BookingNotice] = []
        while let notice = try due().notices.first {
            told.append(try self.notice(notice))
            try deliver(due())
        }
        XCTAssertEqual(told.map(\.status), ["confirmed", "cancelled"])
        XCTAssertEqual(told.map(\.event), ["Silent Retreat", "Silent Retreat"])
    }

    func testANoticeHasAllFields() throws {
        let event = try makeEvent("Meditation Retreat")
        let booking = try book(event, by: bhavin, seats: 2)
        let due = try XCTUnwrap(due().notices.first)
        var expected = BookingNotice(
            bookingID: booking.id.rawValue, user: "Bhavin", event: "Meditation Retreat",
            facilitatorID: 2)
        expected.notificationID = try notice(due).notificationID
        expected.sequence = due.sequence
        expected.type = "booking.confirmed"
        expected.installation = try database.read { try $0.metadata.installation() }
        expected.userID = bhavin.rawValue
        expected.eventID = event.id.rawValue
        expected.source = "guest"
        expected.seats = 2
        expected.status = "confirmed"
        expected.amountPaid = 0
        expected.currency = "INR"
        expected.occurredAt = now
        XCTAssertEqual(try notice(due), expected)
        XCTAssertEqual(expected.notificationID?.utf8.count, 32)
    }

    func testTheReconciliationCountsNoticesByBooking() throws {
        let booking = try book(makeEvent(), by: bhavin, seats: 2)
        try book(makeEvent(price: 5), by: bhavin)
        try deliver(due())
        try perform { try $0.cancelBooking(booking.id, of: bhavin) }
        let page = try database.read { try $0.reconciliation(PageRequest()) }
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

    private func due(limit: Int = 10, at moment: Timestamp? = nil) throws -> DueNotices {
        try read(at: moment) { try $0.outbox.due(limit: limit) }
    }

    private func deliver(_ due: DueNotices, refused: [Int64: Timestamp] = [:]) throws {
        try perform { try $0.outbox.record(due, refused: refused) }
    }

    private func pending() throws -> Int {
        try database.read { try $0.outbox.depth().count }
    }

    private func notice(_ due: OutboxNotice) throws -> BookingNotice {
        due.notice
    }
}
