import CSQLite
import SQLite
import XCTest

/// Everything that a database file holds, table by table, read beside the service that owns it.
struct DatabaseContents: Equatable {
    /// The rows of each table as text.
    let rows: [String: [String]]

    /// - Parameter answers: Whether the answers kept for idempotency keys are wanted too.
    init(path: String, answers: Bool = false) throws {
        var opened: OpaquePointer?
        defer { sqlite3_close_v2(opened) }
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY, nil) == SQLITE_OK,
            let database = opened
        else { throw UnreadableDatabase(path: path) }
        sqlite3_busy_timeout(database, 60_000)
        let tables = try Self.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table'", of: database)
        rows = try Dictionary(
            uniqueKeysWithValues: tables.filter { answers || $0 != "idempotency_keys" }.map {
                table in
                (table, try Self.rows("SELECT * FROM \"\(table)\"", of: database))
            })
    }

    private static func rows(_ sql: String, of database: OpaquePointer) throws -> [String] {
        var prepared: OpaquePointer?
        defer { sqlite3_finalize(prepared) }
        guard sqlite3_prepare_v2(database, sql, -1, &prepared, nil) == SQLITE_OK else {
            throw UnreadableDatabase(path: String(cString: sqlite3_errmsg(database)))
        }
        var rows: [String] = []
        while sqlite3_step(prepared) == SQLITE_ROW {
            let columns = (0..<sqlite3_column_count(prepared)).map { column in
                text(of: column, in: prepared)
            }
            rows.append(columns.joined(separator: "|"))
        }
        return rows
    }

    /// The whole value, as text may hold any octets.
    private static func text(of column: Int32, in statement: OpaquePointer?) -> String {
        guard let octets = sqlite3_column_text(statement, column) else { return "NULL" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: octets, count: count), as: UTF8.self)
    }
}

struct UnreadableDatabase: Error {
    let path: String
}

extension Centre {
    /// What both services have on disk once every notice and every letter that is owed has gone out,
    /// and is noted as gone: from then on, only what somebody asks for changes anything.
    func settledContents() async throws -> [DatabaseContents] {
        let database = try Database(path: folder + "/main.sqlite", migrations: migrations)
        defer { database.close() }
        return try await eventually {
            let isOwed = try database.read { connection in
                try connection.first(
                    """
                    SELECT 1 FROM outbox WHERE id > (SELECT CAST(value AS INTEGER) FROM facts
                            WHERE name = 'delivered_through')
                    UNION SELECT 1 FROM delayed_notices
                    UNION SELECT 1 FROM mails WHERE next_attempt_at IS NOT NULL
                    UNION SELECT 1 FROM bookings WHERE id >
                        (SELECT CAST(value AS INTEGER) FROM facts
                        WHERE name = 'mailed_beginnings_through')
                    UNION SELECT 1 FROM booking_changes WHERE id >
                        (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'mailed_through')
                    """
                ) { _ in true }
            }
            return isOwed == nil ? try contents() : nil
        }
    }

    /// What both services have on disk; not the answers kept for idempotency keys, as a refusal is
    /// an answer too.
    func contents() throws -> [DatabaseContents] {
        try ["main", "crm"].map { try DatabaseContents(path: "\(folder)/\($0).sqlite") }
    }
}
