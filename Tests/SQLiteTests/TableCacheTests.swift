import SQLite
import XCTest

/// The events that invalidate a connection's cached object.
final class TableCacheTests: DatabaseTestCase {
    private final class Names {}

    func testARowChangeInvalidatesTheCache() throws {
        let database = try makeDatabase()
        try cache(in: database, of: ["PEOPLE"])
        XCTAssertTrue(try isCached(in: database))
        try database.writeSynchronously { _ = try $0.execute("CREATE TABLE places (name TEXT)") }
        try database.writeSynchronously {
            _ = try $0.execute("INSERT INTO places VALUES ('Rishikesh')")
        }
        XCTAssertTrue(try isCached(in: database), "another table changed")
        for change: SQL in [
            "INSERT INTO people (name) VALUES ('priya')", "UPDATE people SET name = 'arjun'",
            "DELETE FROM people",
        ] {
            try cache(in: database, of: ["people"])
            let isCached = try database.writeSynchronously { tx in
                try tx.execute(change)
                return tx.cached != nil
            }
            XCTAssertFalse(isCached, "in the same transaction")
        }
    }

    func testARollbackInvalidatesTheCache() throws {
        let database = try makeDatabase()
        XCTAssertThrowsError(
            try database.writeSynchronously { tx in
                try insert("priya", tx)
                try tx.cache(Names(), of: ["people"])
                throw Refusal()
            })
        XCTAssertFalse(try isCached(in: database))
        let isCached = try database.writeSynchronously { tx in
            try? tx.savepoint {
                try insert("priya", tx)
                try tx.cache(Names(), of: ["people"])
                throw Refusal()
            }
            return tx.cached != nil
        }
        XCTAssertFalse(isCached)
    }

    func testAFailedTransactionInvalidatesTheCache() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { try insert("priya", $0) }
        let limit = try FileSizeLimit(bytes: 0)
        XCTAssertThrowsError(
            try database.writeSynchronously { tx in
                try insert("arjun", tx)
                try tx.cache(Names(), of: ["people"])
            }, "the commit fails")
        try limit.lift()
        XCTAssertFalse(try isCached(in: database))
        XCTAssertThrowsError(
            try database.writeSynchronously { tx in
                try tx.cache(Names(), of: ["people"])
                try tx.execute("INSERT OR ROLLBACK INTO people (name) VALUES ('priya')")
            }, "SQLite rolls back")
        XCTAssertFalse(try isCached(in: database))
    }

    func testACommitOverAnotherConnectionInvalidatesTheCache() throws {
        let database = try makeDatabase()
        let other = try makeDatabase()
        defer { other.close() }
        try cache(in: database, of: ["people"])
        try database.writeSynchronously { _ = try $0.execute("CREATE TABLE places (name TEXT)") }
        XCTAssertTrue(try isCached(in: database), "own commit")
        try other.writeSynchronously { try insert("priya", $0) }
        XCTAssertFalse(try isCached(in: database))
    }

    func testAReaderDoesNotCache() throws {
        let database = try makeDatabase()
        let isCached = try database.read { tx in
            try tx.cache(Names(), of: ["people"])
            return tx.cached != nil
        }
        XCTAssertFalse(isCached)
    }

    private func cache(in database: Database, of tables: [StaticString]) throws {
        try database.writeSynchronously { try $0.cache(Names(), of: tables) }
    }

    private func isCached(in database: Database) throws -> Bool {
        try database.writeSynchronously { $0.cached is Names }
    }
}
