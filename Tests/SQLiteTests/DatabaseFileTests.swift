import Foundation
import SQLite
import XCTest

final class DatabaseFileTests: DatabaseTestCase {
    func testTheFilesAndTheirFolderArePrivate() throws {
        let path = folder + "/made/deeper/test.sqlite"
        let database = try Database(path: path, migrations: [Self.people])
        XCTAssertEqual(try names(in: database), [])
        for suffix in ["", "-wal", "-shm"] {
            XCTAssertEqual(try mode(path + suffix), 0o600, suffix)
        }
        XCTAssertEqual(try mode(folder + "/made/deeper"), 0o700)
        XCTAssertEqual(try mode(folder + "/made"), 0o700)
    }

    func testAFileThatIsNotADatabaseIsRefused() throws {
        try Data(repeating: 65, count: 4096).write(to: URL(filePath: path))
        XCTAssertThrowsError(try makeDatabase()) { error in
            XCTAssertEqual((error as? SQLiteError)?.isDamage, true)
        }
    }

    func testAnInvalidPathIsRefused() throws {
        XCTAssertThrowsError(try Database(path: folder, migrations: [])) { error in
            let message = (error as? SQLiteError)?.message
            XCTAssertEqual(message, "\(folder): unable to open database file")
        }
    }

    func testOpeningTheFileAgainKeepsItsLocks() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { try insert("priya", $0) }
        try makeDatabase().close()
        let other = Process()
        other.executableURL = URL(filePath: "/usr/bin/env")
        other.arguments = ["sqlite3", path, "SELECT name FROM people"]
        other.standardOutput = FileHandle.nullDevice
        try other.run()
        other.waitUntilExit()
        XCTAssertEqual(other.terminationStatus, 0)
        // Without the lock, the other program would delete the log as the last user of the file.
        XCTAssertTrue(FileManager.default.fileExists(atPath: path + "-wal"))
        XCTAssertEqual(try names(in: database), ["priya"])
    }

    func testClosingLeavesOneFile() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { try insert("priya", $0) }
        XCTAssertEqual(try names(in: database), ["priya"])
        database.close()
        XCTAssertEqual(
            try FileManager.default.contentsOfDirectory(atPath: folder), ["test.sqlite"])
    }

    func testEveryConnectionHasItsOptions() throws {
        let database = try makeDatabase()
        let expected: [(SQL, String)] = [
            ("PRAGMA journal_mode", "wal"), ("PRAGMA synchronous", "2"),
            ("PRAGMA foreign_keys", "1"), ("PRAGMA trusted_schema", "0"),
            ("PRAGMA cell_size_check", "1"), ("PRAGMA busy_timeout", "5000"),
        ]
        for (sql, value) in expected {
            XCTAssertEqual(try database.read { try $0.first(sql) { $0.string(0) } }, value)
            XCTAssertEqual(
                try database.writeSynchronously { try $0.first(sql) { $0.string(0) } }, value)
        }
    }

    func testQuickCheckFindsDamage() throws {
        let database = try makeDatabase()
        XCTAssertEqual(try database.findings(of: .quick), [])
        try database.writeSynchronously { tx in
            try tx.execute("PRAGMA writable_schema = ON")
            try tx.execute(
                "UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'people'")
        }
        database.close()
        let damaged = try makeDatabase()
        XCTAssertNotEqual(try damaged.findings(of: .quick), [])
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
