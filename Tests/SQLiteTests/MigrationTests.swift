import Foundation
import SQLite
import XCTest

final class MigrationTests: DatabaseTestCase {
    private let pets = Migration(
        name: "pets",
        sql: [
            """
            CREATE TABLE pets (
                id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES people (id)
            ) STRICT
            """,
            "INSERT INTO people (id, name) VALUES (1, 'priya')",
            "INSERT INTO pets (owner) VALUES (1)",
        ])

    func testEachMigrationRunsOnceInOrder() throws {
        try makeDatabase().close()
        for _ in 0..<2 {
            let database = try Database(path: path, migrations: [Self.people, pets])
            XCTAssertEqual(try names(in: database), ["priya"])
            XCTAssertEqual(version(of: database), 2)
            database.close()
        }
    }

    func testAFailedMigrationIsRolledBackAndNamed() throws {
        let broken = Migration(
            name: "broken", sql: ["CREATE TABLE half (id INTEGER) STRICT", "CREATE NONSENSE"])
        XCTAssertThrowsError(try Database(path: path, migrations: [Self.people, broken])) { error in
            XCTAssertEqual((error as? MigrationFailed)?.name, "broken")
        }
        let database = try makeDatabase()
        XCTAssertEqual(version(of: database), 1)
        let tables: SQL = "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"
        XCTAssertEqual(try database.read { try $0.first(tables) { $0.int(0) } }, 0)
    }

    func testAMigrationThatBreaksAForeignKeyFails() throws {
        let orphan = Migration(
            name: "orphan", sql: ["INSERT INTO people (name, friend) VALUES ('arjun', 99)"])
        XCTAssertThrowsError(try Database(path: path, migrations: [Self.people, orphan])) { error in
            XCTAssertEqual((error as? MigrationFailed)?.name, "orphan")
        }
    }

    func testAReferencedTableCanBeRebuilt() throws {
        let rebuild = Migration(
            name: "rebuild",
            sql: [
                "CREATE TABLE new (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
                "INSERT INTO new SELECT id, name FROM people",
                "DROP TABLE people",
                "ALTER TABLE new RENAME TO people",
            ])
        let database = try Database(path: path, migrations: [Self.people, pets, rebuild])
        XCTAssertEqual(try names(in: database), ["priya"])
        XCTAssertThrowsError(
            try database.writeSynchronously { try $0.execute("DELETE FROM people") }
        ) { XCTAssertEqual(($0 as? SQLiteError)?.isForeignKeyViolation, true) }
    }

    func testANewerDatabaseIsRefusedUnchanged() throws {
        try Database(path: path, migrations: [Self.people, pets]).close()
        XCTAssertThrowsError(try makeDatabase()) { error in
            let refusal = error as? DatabaseTooNew
            XCTAssertEqual(refusal?.version, 2)
            XCTAssertEqual(refusal?.supportedVersion, 1)
        }
        let database = try Database(path: path, migrations: [Self.people, pets])
        XCTAssertEqual(version(of: database), 2)
    }

    func testTheDatabaseOfAnotherProgramIsRefusedUnchanged() throws {
        let others: [[SQL]] = [
            ["PRAGMA user_version = -1"],
            ["PRAGMA application_id = 7"],
            ["CREATE TABLE theirs (id INTEGER)"],
        ]
        for (index, statements) in others.enumerated() {
            let path = "\(folder)/other-\(index).sqlite"
            let other = try Database(path: path, migrations: [])
            try other.writeSynchronously { for sql in statements { try $0.execute(sql) } }
            other.close()
            let before = try Data(contentsOf: URL(filePath: path))
            XCTAssertThrowsError(try open(path, applicationID: 8)) { error in
                XCTAssertEqual((error as? DatabaseForeign)?.path, path, "\(index)")
            }
            XCTAssertEqual(try Data(contentsOf: URL(filePath: path)), before, "\(index)")
        }
    }

    func testAnUnmarkedFileGetsTheMark() throws {
        try makeDatabase().close()
        for _ in 0..<2 { try open(path, applicationID: 8).close() }
        XCTAssertThrowsError(try open(path, applicationID: 9))
    }

    private func open(_ path: String, applicationID: Int32) throws -> Database {
        var options = Database.Options()
        options.applicationID = applicationID
        return try Database(path: path, migrations: [Self.people], options: options)
    }

    func testConcurrentOpeningOfANewFileMigratesItOnce() async throws {
        let (path, migrations) = (path, [Self.people, pets])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { try Database(path: path, migrations: migrations).close() }
            }
            try await group.waitForAll()
        }
        XCTAssertEqual(
            try names(in: Database(path: path, migrations: migrations)), ["priya"])
    }

    private func version(of database: Database) -> Int? {
        try? database.read { try $0.first("PRAGMA user_version") { $0.int(0) } }
    }
}
