import Foundation
import SQLite
import XCTest

/// Checkpoints during writes.
final class CheckpointerTests: DatabaseTestCase {
    func testTheLogIsResetDuringWrites() async throws {
        let database = try makeDatabase { $0.maximumLogPages = 16 }
        try await insert("first", into: database)
        var inserted = 1
        for _ in 1...3 {
            let before = try beginnings()
            try await waitUntil {
                try insertSynchronously("guest \(inserted)", into: database)
                inserted += 1
                return try beginnings() > before
            }
        }
        XCTAssertEqual(try names(in: database).count, inserted)
        XCTAssertEqual(try database.findings(of: .quick), [])
    }

    func testTheLogIsResetAfterAReaderEnds() async throws {
        let database = try makeDatabase { $0.maximumLogPages = 16 }
        try await insert("first", into: database)
        let before = try beginnings()
        try database.read { tx in
            XCTAssertEqual(try names(over: tx), ["first"])
            for number in 0..<100 { try insertSynchronously("guest \(number)", into: database) }
            XCTAssertEqual(try names(over: tx), ["first"])
        }
        XCTAssertEqual(try beginnings(), before, "it was needed as it was")
        try await waitUntil {
            try insertSynchronously(UUID().uuidString, into: database)
            return try beginnings() > before
        }
    }

    func testAShortLogIsNotReset() async throws {
        let database = try makeDatabase()
        let before = try pagesInFile()
        for number in 0..<100 { try await insert("guest \(number)", into: database) }
        XCTAssertEqual(try pagesInFile(), before)
        database.close()
        XCTAssertGreaterThan(try pagesInFile(), before, "it is emptied at the end")
    }

    private func insert(_ name: String, into database: Database) async throws {
        try await database.write { try SQLiteTests.insert(name, $0) }
    }

    private func insertSynchronously(_ name: String, into database: Database) throws {
        try database.writeSynchronously { try SQLiteTests.insert(name, $0) }
    }

    private func names(over tx: Transaction) throws -> [String] {
        try tx.all("SELECT name FROM people ORDER BY id") { $0.string(0) }
    }

    private func pagesInFile() throws -> Int {
        try XCTUnwrap(
            FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) / 4096
    }

    /// The number of the log's resets, its bytes 12 to 15
    /// (https://sqlite.org/fileformat2.html#walformat).
    private func beginnings() throws -> UInt32 {
        let log = try FileHandle(forReadingFrom: URL(filePath: path + "-wal"))
        defer { try? log.close() }
        let head = try XCTUnwrap(try log.read(upToCount: 32))
        return head[12..<16].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
