import XCTest

@testable import SQLite

final class StatementCacheTests: DatabaseTestCase {
    func testTheCacheRemovesTheLeastRecentlyUsedStatement() throws {
        let database = try makeDatabase { $0.cachedStatements = 4 }
        try database.read { tx in
            for terms in 0..<20 {
                let ones = Array(repeating: " + 1" as SQL, count: terms)
                let sum = try tx.first("SELECT 0" + ones.joined(separator: "")) {
                    $0.int(0)
                }
                XCTAssertEqual(sum, terms)
                XCTAssertEqual(try tx.first("SELECT 100") { $0.int(0) }, 100)
                XCTAssertLessThanOrEqual(tx.connection.cachedStatementCount, 4)
            }
        }
    }

    func testSQLOfOneSourceLocationIsPreparedOnce() throws {
        let database = try makeDatabase()
        try database.read { tx in
            let before = tx.connection.cachedStatementCount
            for number in 0..<10 {
                XCTAssertEqual(try tx.first("SELECT \(number)") { $0.int(0) }, number)
            }
            XCTAssertEqual(tx.connection.cachedStatementCount, before + 1)
        }
    }

    func testTextsWithACommonPrefixHaveTheirOwnStatements() throws {
        let database = try makeDatabase()
        try database.read { tx in
            XCTAssertEqual(try tx.first("SELECT 1") { $0.int(0) }, 1)
            XCTAssertEqual(try tx.first("SELECT 12") { $0.int(0) }, 12)
            XCTAssertEqual(try tx.first("SELECT \(1)") { $0.int(0) }, 1)
            XCTAssertEqual(try tx.first("SELECT \(1) + 2") { $0.int(0) }, 3)
        }
    }
}
