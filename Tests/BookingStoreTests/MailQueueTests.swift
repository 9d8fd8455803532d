import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class MailQueueTests: StoreTestCase {
    func testWhatCannotBeSentIsTriedForFiveDaysAndGivenUp() throws {
        try collectABooking()
        var moment = now
        var tries = 0
        while tries < 100, let mail = try due(at: moment).first {
            tries += 1
            try claim(mail, at: moment)
            moment = try nextAttempt() ?? moment
        }
        XCTAssertGreaterThan(moment.seconds(since: now), 4 * 86_400)
        XCTAssertLessThan(moment.seconds(since: now), 5 * 86_400)
        XCTAssertNil(try nextAttempt())
        XCTAssertLessThan(tries, 100)
    }

    func testWhoTakesTheirAddressAwayIsDueNothingMore() throws {
        try collectABooking()
        try perform(ChangeAccount(user: bhavin, generation: 0, email: .remove))
        XCTAssertNil(try nextAttempt())
    }

    func testWhatWasSentWhileItsGuestLeftIsWithdrawnAfterAll() throws {
        try collectABooking()
        let mail = try XCTUnwrap(due(at: now).first)
        try perform(EraseAccount(user: bhavin, generation: 0))
        XCTAssertFalse(try claim(mail, at: now))
        try markSent(mail)
        XCTAssertEqual(try due(at: now).map(\.id), [])
        XCTAssertEqual(try toWithdraw(), [mail.id])
        try database.writeSynchronously { try Mails.recordWithdrawal(of: mail.id, on: $0) }
        XCTAssertEqual(try toWithdraw(), [])
        XCTAssertNil(try nextAttempt())
    }

    func testWhatIsSentIsDueNoMoreAndIsWithdrawnWhenItsGuestLeaves() throws {
        try collectABooking()
        let mail = try XCTUnwrap(due(at: now).first)
        XCTAssert(try claim(mail, at: now))
        try markSent(mail)
        XCTAssertNil(try nextAttempt())
        XCTAssertEqual(try toWithdraw(), [])
        try perform(EraseAccount(user: bhavin, generation: 0))
        XCTAssertEqual(try toWithdraw(), [mail.id])
    }

    private func collectABooking() throws {
        try book(makeEvent(), by: bhavin)
        try database.writeSynchronously { [now] in try Mails.collect(limit: 9, at: now, on: $0) }
        XCTAssertEqual(try due(at: now).count, 1)
    }

    private func due(at moment: Timestamp) throws -> [DueMail] {
        try database.read { try Mails.due(limit: 9, at: moment, on: $0) }
    }

    private func toWithdraw() throws -> [Int64] {
        try database.read { try Mails.toWithdraw(limit: 9, at: now, on: $0) }
    }

    @discardableResult
    private func claim(_ mail: DueMail, at moment: Timestamp) throws -> Bool {
        try database.writeSynchronously { try Mails.claim(mail, at: moment, on: $0) }
    }

    private func markSent(_ mail: DueMail) throws {
        try database.writeSynchronously { [now] in try Mails.markSent(mail, at: now, on: $0) }
    }

    private func nextAttempt() throws -> Timestamp? {
        try integer("SELECT max(next_attempt_at) FROM mails").map {
            Timestamp(clamping: Int64($0))
        }
    }
}
