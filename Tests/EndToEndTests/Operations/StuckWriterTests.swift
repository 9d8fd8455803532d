import CSQLite
import HTTPClient
import TestSupport
import XCTest

/// Another program holds the database's write lock.
final class StuckWriterTests: SystemTestCase {
    func testALockedDatabaseServesReadsAndAnswers503ToWrites() async throws {
        let bhavin = try await system.guest("bhavin")
        let event = try await system.event()
        let lock = try Lock(path: system.folder + "/main.sqlite")
        try lock.acquire()
        async let booking = bhavin.post("/book", #"{"event_id": \#(event)}"#)
        for path in ["/healthz", "/events", "/bookings", "/me"] {
            let read = try await bhavin.get(path)
            XCTAssertEqual(read.status, 200, path)
        }
        let refused = try await booking
        XCTAssertEqual(refused.status, 503, refused.text)
        XCTAssertEqual(refused["retry-after"], "1")
        refused.checkProblem()
        try lock.release()
        _ = try await bhavin.book(event)
    }
}

/// A database's write lock.
private struct Lock {
    private let database: OpaquePointer

    init(path: String) throws {
        var opened: OpaquePointer?
        guard sqlite3_open(path, &opened) == SQLITE_OK, let opened else {
            throw UnreadableDatabase(path: path)
        }
        database = opened
        sqlite3_busy_timeout(opened, 60_000)
    }

    func acquire() throws { try execute("BEGIN IMMEDIATE") }

    func release() throws {
        try execute("ROLLBACK")
        sqlite3_close_v2(database)
    }

    private func execute(_ sql: String) throws {
        guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
            throw UnreadableDatabase(path: String(cString: sqlite3_errmsg(database)))
        }
    }
}
