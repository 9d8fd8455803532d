import XCTest

@testable import SQLite

final class StatementCacheTests: DatabaseTestCase {
    func testTheCacheIsBoundedAndForgetsTheOneUnusedForLongest() throws {
        let database = try makeDatabase { $0.cachedStatements = 4 }
        try database.read { connection in
            for terms in 0..<20 {
                let ones = Array(repeating: " + 1" as SQL, count: terms)
                let sum = try connection.first("SELECT 0" + ones.joined(separator: "")) {
                    $0.int(0)
                }
                XCTAssertEqual(sum, terms)
                XCTAssertEqual(try connection.first("SELECT 100") { $0.int(0) }, 100)
                XCTAssertLessThanOrEqual(connection.cachedStatementCount, 4)
            }
        }
    }

    func testSQLOfTheSamePlaceIsPreparedOnce() throws {
        let database = try makeDatabase()
        try database.read { connection in
            let before = connection.cachedStatementCount
            for number in 0..<10 {
                XCTAssertEqual(try connection.first("SELECT \(number)") { $0.int(0) }, number)
            }
            XCTAssertEqual(connection.cachedStatementCount, before + 1)
        }
    }

    func testTextsThatBeginAlikeAreToldApart() throws {
        let database = try makeDatabase()
        try database.read { connection in
            XCTAssertEqual(try connection.first("SELECT 1") { $0.int(0) }, 1)
            XCTAssertEqual(try connection.first("SELECT 12") { $0.int(0) }, 12)
            XCTAssertEqual(try connection.first("SELECT \(1)") { $0.int(0) }, 1)
            XCTAssertEqual(try connection.first("SELECT \(1) + 2") { $0.int(0) }, 3)
        }
    }
}
