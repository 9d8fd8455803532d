import CSQLite
import Foundation
import TestSupport
import XCTest

/// The files of Diagram/ match the services.
final class DiagramTests: SystemTestCase {
    private let folder = projectFolder.appendingPathComponent("Diagram")

    func testTheEntityRelationshipDiagramMatchesBothSchemas() async throws {
        let drawn = try diagram(of: system)
        XCTAssertEqual(
            drawn, try text("ER.dot"), "The schema has changed: run Scripts/diagram and commit it.")
    }

    func testTheWayOfABookingNamesFilesAndFunctionsThatExist() throws {
        let sources = projectFolder.appendingPathComponent("Sources")
        let files = try XCTUnwrap(FileManager.default.enumerator(atPath: sources.path))
            .compactMap { $0 as? String }
        var functions = 0
        for match in try text("WAY-OF-A-BOOKING.md").matches(
            of: #/`([\w+\/-]+\.swift)`(?:, `([\w.]+)`)?/#)
        {
            let file = match.1.replacing("Sources/", with: "")
            let paths = files.filter { "/\($0)".hasSuffix("/\(file)") }
            XCTAssertFalse(paths.isEmpty, "\(file) does not exist")
            guard let function = match.2?.split(separator: ".").last else { continue }
            functions += 1
            XCTAssertTrue(
                try paths.contains {
                    try String(contentsOf: sources.appendingPathComponent($0), encoding: .utf8)
                        .contains("func \(function)")
                }, "\(file) has no function \(function)")
        }
        XCTAssertGreaterThan(functions, 10)
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
