import XCTest

@testable import SQLite

final class SQLTests: DatabaseTestCase {
    func testEveryInterpolatedValueIsBound() {
        let limit: Int? = nil
        let sql: SQL = "SELECT \(1), \("a"), \(true), \([UInt8]([7])), \(limit)"
        XCTAssertEqual(sql.template.text, "SELECT ?, ?, ?, ?, ?")
        XCTAssertEqual(
            sql.values,
            [.integer(1), .text("a"), .integer(1), .blob([7]), .null])
    }

    func testAnEnumerationIsBoundByItsRawValue() {
        enum Kind: String { case session, retreat }
        let sql: SQL = "\(Kind.retreat) \(Kind?.none)"
        XCTAssertEqual(sql.values, [.text("retreat"), .null])
    }

    func testFragmentsKeepTheirTextAndValuesInOrder() {
        let conditions: [SQL] = ["a = \(1)", "b = \("x")"]
        let sql: SQL = "SELECT 1 WHERE \(fragment: conditions.joined(separator: " AND "))"
        XCTAssertEqual(
            (sql + " LIMIT \(3)").template.text, "SELECT 1 WHERE a = ? AND b = ? LIMIT ?")
        XCTAssertEqual((sql + " LIMIT \(3)").values, [.integer(1), .text("x"), .integer(3)])
    }

    func testAnInjectionIsBoundAsAValue() throws {
        let database = try makeDatabase()
        let name = "x'); DROP TABLE people; --"
        try database.writeSynchronously { try insert(name, $0) }
        XCTAssertEqual(try names(in: database), [name])
    }

    func testEveryValueIsReadBackUnchanged() throws {
        let database = try makeDatabase()
        let values: [SQLValue] = [
            .integer(.min), .integer(.max), .real(0.1), .text(""), .text("a\u{0}b"), .text("ॐ🧘"),
            .blob([]), .blob([0, 255]), .null,
        ]
        for value in values {
            let read = try database.read { tx in
                try tx.first("SELECT \(value), typeof(\(value))") { row in
                    switch row.string(1) {
                    case "integer": SQLValue.integer(row.int64(0))
                    case "real": SQLValue.real(Double(row.string(0)) ?? .nan)
                    case "text": SQLValue.text(row.string(0))
                    case "blob": SQLValue.blob(row.bytes(0))
                    default: SQLValue.null
                    }
                }
            }
            XCTAssertEqual(read, value)
        }
    }

    func testNullReadsAsNil() throws {
        let database = try makeDatabase()
        try database.read { tx in
            try tx.rows("SELECT NULL, 1") { row in
                XCTAssertTrue(row.isNull(0))
                XCTAssertFalse(row.isNull(1))
                XCTAssertNil(row.optionalString(0))
                XCTAssertNil(row.optionalInt64(0))
                XCTAssertTrue(row.isNull(0))
                XCTAssertEqual(row.optionalInt64(1), 1)
            }
        }
    }

    func testASecondStatementInOneLiteralIsRefused() throws {
        let database = try makeDatabase()
        let refused: [SQL] = ["SELECT 1; SELECT 2", "", "  ", "-- nothing"]
        for sql in refused {
            XCTAssertThrowsError(try database.read { try $0.rows(sql) { _ in } }, sql.template.text)
        }
        XCTAssertEqual(try database.read { try $0.first("SELECT 1 ;\n") { $0.int(0) } }, 1)
    }

    func testAParameterWithoutAValueIsRefused() throws {
        let database = try makeDatabase()
        let refused: [SQL] = ["SELECT ?", "SELECT :name", "SELECT \(1)2", "SELECT 1 -- \(2)"]
        for sql in refused {
            XCTAssertThrowsError(try database.read { try $0.rows(sql) { _ in } }, sql.template.text)
        }
    }
}
