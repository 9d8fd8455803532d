import BookingStore
import Credentials
import Foundation
import SQLite
import Timekeeping
import XCTest

@testable import HTTP
@testable import MainAPI

final class ResponseCacheTests: XCTestCase {
    private var folder = ""
    private var database: Database!

    override func setUpWithError() throws {
        folder = NSTemporaryDirectory() + "cache-\(UUID().uuidString)"
        database = try Database(
            path: folder + "/main.sqlite", migrations: BookingMigrations.all)
    }

    override func tearDown() {
        database.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func testCacheCapacityCountsQueryBytes() throws {
        let cache = ResponseCache(
            store: Store(
                database: database, clock: .system,
                fingerprintKey: HMACKey([UInt8](repeating: 1, count: 32))))
        var computed = 0
        func get(_ number: Int) throws {
            let filler = String(repeating: "a", count: 16_000)
            _ = try cache.response(to: request("x=\(number)\(filler)")) { tx in
                computed += 1
                let listing = try tx.events.timedPage(EventFilter(), PageRequest())
                return .init(.json(listing.page), validity: listing.validity)
            }
        }
        try get(0)
        try get(0)
        XCTAssertEqual(computed, 1, "the second response is cached")
        for number in 1..<600 { try get(number) }
        try get(0)
        XCTAssertEqual(computed, 601, "nine megabytes of queries exceed the capacity")
    }

    private func request(_ query: String) throws -> Request {
        var head = RequestHead()
        head.bytes = Array(query.utf8)
        head.queryRange = .init(start: 0, end: UInt32(head.bytes.count))
        return Request(
            head: head, body: [], peer: try XCTUnwrap(PeerAddress("127.0.0.1")), id: "1",
            parameters: .none)
    }
}
