import SQLite
import XCTest

final class SQLiteErrorTests: DatabaseTestCase {
    func testEachConstraintViolationIsRecognized() throws {
        let database = try makeDatabase()
        try database.writeSynchronously { tx in
            try insert("priya", tx)
            try tx.execute(
                """
                CREATE TRIGGER grown_up BEFORE INSERT ON people WHEN new.age < 18
                BEGIN SELECT RAISE(ABORT, 'too young'); END
                """)
        }
        let cases: [(SQL, KeyPath<SQLiteError, Bool> & Sendable)] = [
            ("INSERT INTO people (name) VALUES ('priya')", \.isUniqueViolation),
            ("INSERT INTO people (id, name) VALUES (1, 'a')", \.isUniqueViolation),
            ("INSERT INTO people (name, age) VALUES ('a', -1)", \.isTriggerViolation),
            ("UPDATE people SET age = -1", \.isCheckViolation),
            ("INSERT INTO people (name, friend) VALUES ('a', 9)", \.isForeignKeyViolation),
            ("INSERT INTO people (name) VALUES (NULL)", \.isNotNullViolation),
        ]
        let properties: [KeyPath<SQLiteError, Bool> & Sendable] = [
            \.isUniqueViolation, \.isCheckViolation, \.isForeignKeyViolation, \.isNotNullViolation,
            \.isTriggerViolation, \.isFull, \.isBusy,
        ]
        for (sql, property) in cases {
            XCTAssertThrowsError(try database.writeSynchronously { try $0.execute(sql) }) { error in
                guard let error = error as? SQLiteError else { return XCTFail("\(error)") }
                XCTAssertEqual(error.primaryCode, 19, "SQLITE_CONSTRAINT")
                XCTAssertEqual(properties.filter { error[keyPath: $0] }, [property], "\(error)")
            }
        }
    }

    func testAnErrorNamesItsStatementWithoutTheValues() throws {
        let database = try makeDatabase()
        XCTAssertThrowsError(
            try database.writeSynchronously { tx in
                for _ in 0..<2 { try insert("secret", tx) }
            }
        ) { error in
            XCTAssertEqual(
                (error as? SQLiteError)?.sql, "INSERT INTO people (name) VALUES (?)")
            XCTAssertFalse("\(error)".contains("secret"))
        }
    }
}
