import CSQLite
import Foundation
import TestSupport
import XCTest

/// Diagram/ER.dot matches the services' schemas.
final class DiagramTests: SystemTestCase {
    private let folder = projectFolder.appendingPathComponent("Diagram")

    func testTheEntityRelationshipDiagramMatchesBothSchemas() async throws {
        let drawn = try diagram(of: system)
        XCTAssertEqual(
            drawn, try text("ER.dot"), "The schema has changed: run Scripts/diagram and commit it.")
    }

    /// The output of Diagram/ER.sql for both databases.
    private func diagram(of system: TestSystem) throws -> String {
        var opened: OpaquePointer?
        XCTAssertEqual(sqlite3_open(":memory:", &opened), SQLITE_OK)
        let database = try XCTUnwrap(opened)
        defer { sqlite3_close(database) }
        for (name, file) in [("CRMAPI", "crm.sqlite"), ("MainAPI", "main.sqlite")] {
            let attach = "ATTACH '\(system.folder)/\(file)' AS \(name)"
            XCTAssertEqual(sqlite3_exec(database, attach, nil, nil, nil), SQLITE_OK)
        }
        return try rows(of: text("ER.sql"), in: database).joined(separator: "\n") + "\n"
    }

    /// The first column of each row. Uses the C library, as the type `SQL` accepts no SQL from a
    /// file.
    private func rows(of query: String, in database: OpaquePointer) throws -> [String] {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v2(database, query, -1, &prepared, nil)
        XCTAssertEqual(code, SQLITE_OK, String(cString: sqlite3_errmsg(database)))
        let statement = try XCTUnwrap(prepared)
        defer { sqlite3_finalize(statement) }
        var rows: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            rows.append(String(cString: sqlite3_column_text(statement, 0)))
        }
        return rows
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
}
