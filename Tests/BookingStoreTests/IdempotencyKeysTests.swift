import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class IdempotencyKeysTests: StoreTestCase {
    private let answer = StoredResponse(
        fingerprint: [1, 2, 3], status: 201,
        headers: [.init(name: "Location", value: "/bookings/1"), .init(name: "X", value: "\"")],
        body: [123, 0, 125])

    func testAnAnswerIsStoredPerCallerAndKey() throws {
        try keep(answer, "k", of: .user(bhavin))
        XCTAssertEqual(try find("k", of: .user(bhavin)), answer)
        XCTAssertNil(try find("other", of: .user(bhavin)))
        XCTAssertNil(try find("k", of: .user(meera)))
        XCTAssertNil(try find("k", of: .facilitator(FacilitatorID(bhavin.rawValue))))
    }

    func testTheDatabaseRefusesASecondAnswerUnderAKey() throws {
        try keep(answer, "k", of: .user(bhavin))
        XCTAssertThrowsError(try keep(answer, "k", of: .user(bhavin))) { error in
            XCTAssertTrue((error as? SQLiteError)?.isUniqueViolation == true, "\(error)")
        }
    }

    func testAnAnswerIsForgottenAfter24Hours() throws {
        try keep(answer, "k", of: .user(bhavin))
        let end = now.adding(seconds: 86_400)
        XCTAssertEqual(try find("k", of: .user(bhavin), at: end.adding(seconds: -1)), answer)
        XCTAssertNil(try find("k", of: .user(bhavin), at: end))
        try keep(answer, "k", of: .user(bhavin), at: end)
        XCTAssertEqual(try find("k", of: .user(bhavin), at: end), answer)
    }

    func testPurgingDeletesExpiredAnswersUpToTheLimit() throws {
        for number in 1...5 { try keep(answer, "old-\(number)", of: .user(bhavin)) }
        let end = now.adding(seconds: 86_400)
        try keep(answer, "new", of: .user(bhavin), at: end)
        let purge = { limit in
            try self.perform(at: end) { try $0.idempotencyKeys.purge(limit: limit) }
        }
        XCTAssertEqual(try [purge(3), purge(3), purge(3)], [3, 2, 0])
        XCTAssertEqual(try find("new", of: .user(bhavin), at: end), answer)
    }

    func testAKeyIsRolledBackWithItsEffect() throws {
        let event = try makeEvent()
        XCTAssertThrowsError(
            try perform { tx in
                _ = try tx.book(.one, of: event.id, for: bhavin)
                try tx.idempotencyKeys.store(answer, under: "k", of: .user(bhavin))
                throw CancellationError()
            })
        XCTAssertNil(try find("k", of: .user(bhavin)))
        XCTAssertEqual(try find(event).seatsLeft, 20)
    }

    private func keep(
        _ answer: StoredResponse, _ key: String, of caller: IdempotencyCaller,
        at moment: Timestamp? = nil
    ) throws {
        try perform(at: moment) { try $0.idempotencyKeys.store(answer, under: key, of: caller) }
    }

    private func find(
        _ key: String, of caller: IdempotencyCaller, at moment: Timestamp? = nil
    ) throws -> StoredResponse? {
        try read(at: moment) {
            try $0.idempotencyKeys.find(key, of: caller)
        }
    }
}
