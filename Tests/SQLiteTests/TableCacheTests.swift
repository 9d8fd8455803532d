import SQLite
import XCTest

/// Whether a connection still has what it was given to keep, after all that can make it wrong.
final class TableCacheTests: DatabaseTestCase {
    private final class Names {}

    func testReadingsStayUntilARowOfTheirTablesChanges() throws {
        let database = try makeDatabase()
        try keep(in: database, of: ["PEOPLE"])
        XCTAssertTrue(try isKept(in: database))
        try database.writeSynchronously { _ = try $0.execute("CREATE TABLE places (name TEXT)") }
        try database.writeSynchronously {
            _ = try $0.execute("INSERT INTO places VALUES ('Rishikesh')")
        }
        XCTAssertTrue(try isKept(in: database), "of another table")
        for change: SQL in [
            "INSERT INTO people (name) VALUES ('priya')", "UPDATE people SET name = 'arjun'",
            "DELETE FROM people",
        ] {
            try keep(in: database, of: ["people"])
            let isKept = try database.writeSynchronously { tx in
                try tx.execute(change)
                return tx.cached != nil
            }
            XCTAssertFalse(isKept, "in the same transaction already")
        }
    }

    func testReadingsGoWithWhatIsRolledBack() throws {
        let database = try makeDatabase()
        XCTAssertThrowsError(
            try database.writeSynchronously { tx in
                try insert("priya", tx)
                try tx.cache(Names(), of: ["people"])
                throw Refusal()
            })
        XCTAssertFalse(try isKept(in: database))
        let isKept = try database.writeSynchronously { tx in
            try? tx.savepoint {
                try insert("priya", tx)
                try tx.cache(Names(), of: ["people"])
                throw Refusal()
            }
            return tx.cached != nil
        }
        XCTAssertFalse(isKept)
    }

    func testReadingsGoWithATransactionThatFailsAsAWhole() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { try insert("priya", $0) }
        let limit = try FileSizeLimit(bytes: 0)
        XCTAssertThrowsError(
            try database.writeSynchronously { tx in
                try insert("arjun", tx)
                try tx.cache(Names(), of: ["people"])
            }, "its commit")
        try limit.lift()
        XCTAssertFalse(try isKept(in: database))
        XCTAssertThrowsError(
            try database.writeSynchronously { tx in
                try tx.cache(Names(), of: ["people"])
                try tx.execute("INSERT OR ROLLBACK INTO people (name) VALUES ('priya')")
            }, "by SQLite")
        XCTAssertFalse(try isKept(in: database))
    }

    func testReadingsGoWithAnothersCommit() throws {
        let database = try makeDatabase()
        let other = try makeDatabase()
        defer { other.close() }
        try keep(in: database, of: ["people"])
        try database.writeSynchronously { _ = try $0.execute("CREATE TABLE places (name TEXT)") }
        XCTAssertTrue(try isKept(in: database), "not with a commit of their own tx")
        try other.writeSynchronously { try insert("priya", $0) }
        XCTAssertFalse(try isKept(in: database))
    }

    func testReadersKeepNothing() throws {
        let database = try makeDatabase()
        let isKept = try database.read { tx in
            try tx.cache(Names(), of: ["people"])
            return tx.cached != nil
        }
        XCTAssertFalse(isKept)
    }

    private func keep(in database: Database, of tables: [StaticString]) throws {
        try database.writeSynchronously { try $0.cache(Names(), of: tables) }
    }

    private func isKept(in database: Database) throws -> Bool {
        try database.writeSynchronously { $0.cached is Names }
    }
}
