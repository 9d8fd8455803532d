import Foundation
import SQLite
import XCTest

final class ReadTests: DatabaseTestCase {
    func testAReadSeesOneSnapshot() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { try insert("priya", $0) }
        try database.read { tx in
            let count: SQL = "SELECT count(*) FROM people"
            XCTAssertEqual(try tx.first(count) { $0.int(0) }, 1)
            try database.writeSynchronously { try insert("arjun", $0) }
            XCTAssertEqual(try tx.first(count) { $0.int(0) }, 1)
            XCTAssertEqual(try names(in: database), ["priya"], "a read inside joins the snapshot")
        }
        XCTAssertEqual(try names(in: database), ["priya", "arjun"])
    }

    func testAReadDoesNotSeeAWriteBeforeItsCommit() async throws {
        let database = try makeDatabase()
        let path = path
        try await database.write { tx in
            try insert("priya", tx)
            let reader = try Database(path: path, migrations: [Self.people])
            XCTAssertEqual(try reader.read { try $0.all("SELECT 1 FROM people") { _ in }.count }, 0)
        }
        XCTAssertEqual(try names(in: database), ["priya"])
    }

    func testAReaderCannotWrite() throws {
        let database = try makeDatabase()
        XCTAssertThrowsError(try database.read { try insert("priya", $0) }) { error in
            XCTAssertEqual((error as? SQLiteError)?.primaryCode, 8, "SQLITE_READONLY")
        }
        XCTAssertEqual(try names(in: database), [])
    }

    func testAReadThatThrowsLeavesItsConnectionUsable() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { tx in
            for name in ["priya", "arjun"] { try insert(name, tx) }
        }
        XCTAssertThrowsError(
            try database.read { tx in
                try tx.rows("SELECT name FROM people") { _ in throw Refusal() }
            }
        ) { XCTAssert($0 is Refusal) }
        try database.writeSynchronously { try insert("kavya", $0) }
        XCTAssertEqual(try names(in: database), ["priya", "arjun", "kavya"])
    }

    func testTheSameSQLCanRunForEachOfItsRows() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { tx in
            for name in ["priya", "arjun"] { try insert(name, tx) }
        }
        let pairs = try database.read { tx in
            let everyone: SQL = "SELECT name FROM people ORDER BY id"
            return try tx.all(everyone) { outer in
                try tx.all(everyone) { "\(outer.string(0)) \($0.string(0))" }
            }
        }
        XCTAssertEqual(
            pairs, [["priya priya", "priya arjun"], ["arjun priya", "arjun arjun"]])
    }

    func testAThreadCanReadTwoDatabases() throws {
        let first = try makeDatabase()
        let second = try Database(path: folder + "/other.sqlite", migrations: [Self.people])
        try first.writeSynchronously { try insert("priya", $0) }
        try second.writeSynchronously { try insert("arjun", $0) }
        XCTAssertEqual(try names(in: first), ["priya"])
        XCTAssertEqual(try names(in: second), ["arjun"])
        first.close()
        XCTAssertEqual(try names(in: second), ["arjun"])
    }

    func testTheEndOfAThreadClosesItsConnection() async throws {
        let database = try makeDatabase()
        for _ in 0..<4 {
            let count = await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    _ = try? database.read { try $0.first("SELECT 1") { $0.int(0) } }
                    continuation.resume(returning: database.statistics.readers)
                }
            }
            XCTAssertGreaterThanOrEqual(count, 1)
        }
        try await waitUntil { database.statistics.readers == 0 }
    }

    func testClosingClosesTheConnectionsOfRunningThreads() throws {
        let database = try makeDatabase()
        XCTAssertEqual(try names(in: database), [])
        XCTAssertNotEqual(try openFiles(), [])
        database.close()
        XCTAssertEqual(try openFiles(), [])
    }

    /// This process's open files in the test's folder.
    private func openFiles() throws -> [String] {
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return descriptors.compactMap { descriptor in
            try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/fd/" + descriptor)
        }.filter { $0.hasPrefix(folder) }
    }
}
