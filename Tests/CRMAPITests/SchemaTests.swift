import Foundation
import SQLite
import XCTest

@testable import CRMAPI

final class SchemaTests: XCTestCase {
    private let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("schema.sql")
    private let path = NSTemporaryDirectory() + "schema-\(UUID().uuidString)/crm.sqlite"
    private var database: Database!

    override func setUp() async throws {
        database = try Database(path: path, migrations: Schema.migrations)
    }

    override func tearDown() async throws {
        database.close()
        try FileManager.default.removeItem(
            at: URL(fileURLWithPath: path).deletingLastPathComponent())
    }

    /// To update the file after a new migration: `RENEW_SCHEMA=1 swift test --filter SchemaTests`.
    func testTheMigrationsProduceTheSchemaInTheGoldenFile() throws {
        let schema =
            try texts(
                """
                SELECT sql FROM sqlite_schema
                WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid
                """
            ).joined(separator: ";\n\n") + ";\n"
        if ProcessInfo.processInfo.environment["RENEW_SCHEMA"] == "1" {
            try schema.write(to: golden, atomically: true, encoding: .utf8)
        }
        XCTAssertEqual(
            schema, try String(contentsOf: golden, encoding: .utf8),
            "If this is intended: RENEW_SCHEMA=1 swift test --filter SchemaTests")
    }

    func testEveryTableIsStrict() throws {
        XCTAssertEqual(
            try texts(
                """
                SELECT name FROM pragma_table_list
                WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                """), [])
    }

    private func texts(_ query: SQL) throws -> [String] {
        try database.read { tx in try tx.all(query) { $0.string(0) } }
    }
}
