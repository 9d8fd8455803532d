import BookingDomain
import BookingStore
import SQLite
import Timekeeping
import XCTest

final class IdempotencyKeyTests: StoreTestCase {
    private let answer = StoredAnswer(
        fingerprint: [1, 2, 3], status: 201,
        headers: [.init(name: "Location", value: "/bookings/1"), .init(name: "X", value: "\"")],
        body: [123, 0, 125])

    func testAnAnswerIsKeptPerCallerAndKey() throws {
        try keep(answer, "k", of: .user(bhavin))
        XCTAssertEqual(try find("k", of: .user(bhavin)), answer)
        XCTAssertNil(try find("other", of: .user(bhavin)))
        XCTAssertNil(try find("k", of: .user(meera)))
        XCTAssertNil(try find("k", of: .facilitator(FacilitatorID(bhavin.rawValue))))
    }

    func testASecondAnswerUnderAKeyIsRefusedByTheDatabase() throws {
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

    func testPurgingTakesOnlyWhatIsPastItsTimeAndNoMoreThanAskedFor() throws {
        for number in 1...5 { try keep(answer, "old-\(number)", of: .user(bhavin)) }
        let end = now.adding(seconds: 86_400)
        try keep(answer, "new", of: .user(bhavin), at: end)
        let purge = { limit in
            try self.database.writeSynchronously {
                try IdempotencyKeys.purge(limit: limit, at: end, on: $0)
            }
        }
        XCTAssertEqual(try [purge(3), purge(3), purge(3)], [3, 2, 0])
        XCTAssertEqual(try find("new", of: .user(bhavin), at: end), answer)
    }

    func testTheKeyStandsOrFallsWithTheEffect() throws {
        let event = try makeEvent()
        let deed = BookSeats(event: event.id, user: bhavin, seats: .one)
        XCTAssertThrowsError(
            try database.writeSynchronously { [now, bhavin, answer] connection in
                _ = try deed.perform(on: connection, at: now)
                try IdempotencyKeys.keep(
                    answer, under: "k", of: .user(bhavin), at: now, on: connection)
                throw CancellationError()
            })
        XCTAssertNil(try find("k", of: .user(bhavin)))
        XCTAssertEqual(try find(event).seatsLeft, 20)
    }

    private func keep(
        _ answer: StoredAnswer, _ key: String, of caller: IdempotencyCaller,
        at moment: Timestamp? = nil
    ) throws {
        let moment = moment ?? now
        try database.writeSynchronously {
            try IdempotencyKeys.keep(answer, under: key, of: caller, at: moment, on: $0)
        }
    }

    private func find(
        _ key: String, of caller: IdempotencyCaller, at moment: Timestamp? = nil
    ) throws -> StoredAnswer? {
        try database.read {
            try IdempotencyKeys.find(key, of: caller, at: moment ?? now, on: $0)
        }
    }
}
