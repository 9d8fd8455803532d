import BookingStore
import Credentials
import Foundation
import SQLite
import Timekeeping
import XCTest

@testable import HTTP
@testable import MainAPI

/// What is kept ready for those who ask again stays within its bound, whatever they ask.
final class ResponseCacheTests: XCTestCase {
    private var folder = ""
    private var database: Database!

    override func setUpWithError() throws {
        folder = NSTemporaryDirectory() + "answers-\(UUID().uuidString)"
        database = try Database(
            path: folder + "/main.sqlite", migrations: BookingMigrations.all)
    }

    override func tearDown() {
        database.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func testWhatIsAskedCountsAgainstTheBoundAsWhatIsAnsweredDoes() throws {
        let answers = ResponseCache(
            store: Store(
                database: database, clock: .system,
                fingerprintKey: HMACKey([UInt8](repeating: 1, count: 32))))
        var made = 0
        func ask(_ number: Int) throws {
            let filler = String(repeating: "a", count: 16_000)
            _ = try answers.answer(to: request("x=\(number)\(filler)")) { tx in
                made += 1
                let listing = try tx.events.timedPage(EventFilter(), PageRequest())
                return .init(response: .json(listing.page), tag: nil, validity: listing.validity)
            }
        }
        try ask(0)
        try ask(0)
        XCTAssertEqual(made, 1, "kept")
        for number in 1..<600 { try ask(number) }
        try ask(0)
        XCTAssertEqual(made, 601, "nine megabytes of queries are not")
    }

    private func request(_ query: String) throws -> Request {
        var head = RequestHead()
        head.bytes = Array(query.utf8)
        head.querySpan = .init(start: 0, end: UInt32(head.bytes.count))
        return Request(
            head: head, body: [], peer: try XCTUnwrap(PeerAddress("127.0.0.1")), id: "1",
            parameters: .none)
    }
}
