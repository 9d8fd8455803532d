import BookingStore
import CSQLite
import SQLite
import Timekeeping

/// The rows of every table of a database file, read beside the service that owns it.
package struct DatabaseContents: Equatable {
    /// Each table's rows; a row's columns as text, separated by `|`.
    package let rows: [String: [String]]

    /// Reads a database file.
    ///
    /// - Parameter includingIdempotencyKeys: Whether to read the responses stored for idempotency
    ///   keys; a refusal is one too.
    /// - Throws: ``UnreadableDatabase``.
    package init(path: String, includingIdempotencyKeys: Bool = false) throws {
        var opened: OpaquePointer?
        defer { sqlite3_close_v2(opened) }
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY, nil) == SQLITE_OK,
            let database = opened
        else { throw UnreadableDatabase(path: path) }
        sqlite3_busy_timeout(database, 60_000)
        var tables = try Self.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table'", of: database)
        if !includingIdempotencyKeys { tables.removeAll { $0 == "idempotency_keys" } }
        rows = try Dictionary(
            uniqueKeysWithValues: tables.map { table in
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
            let columns = (0..<sqlite3_column_count(prepared)).map { text(of: $0, in: prepared) }
            rows.append(columns.joined(separator: "|"))
        }
        return rows
    }

    /// Reads by length, as a text may contain NUL.
    private static func text(of column: Int32, in statement: OpaquePointer?) -> String {
        guard let bytes = sqlite3_column_text(statement, column) else { return "NULL" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}

package struct UnreadableDatabase: Error {
    let path: String
    package init(path: String) { self.path = path }
}

/// Opens MainAPI's database beside the service; the caller closes it.
package func openMainDatabase(
    in folder: String, clock: WallClock = .system
) throws -> Database {
    try Database(path: folder + "/main.sqlite", migrations: BookingMigrations.all, clock: clock)
}

extension Transaction {
    /// The violated invariants of MainAPI's database, a line each.
    package func invariantViolations() throws -> [String] {
        try Invariants.check(self).map { "\($0.rule.rawValue): \($0.detail)" }
    }
}

extension TestSystem {
    /// Opens MainAPI's database beside the service, with the services' clock; the caller closes it.
    package func openDatabase() throws -> Database {
        try openMainDatabase(in: folder, clock: clock.clock)
    }

    /// Both databases after every notice and mail that is due has been sent and recorded; from then
    /// on only requests change them.
    package func settledContents() async throws -> [DatabaseContents] {
        let database = try openDatabase()
        defer { database.close() }
        try await waitUntil {
            try database.read { tx in
                try tx.first(
                    """
                    SELECT 1 FROM outbox WHERE id > (SELECT CAST(value AS INTEGER) FROM facts
                            WHERE name = 'delivered_through')
                    UNION SELECT 1 FROM delayed_notices
                    UNION SELECT 1 FROM mails WHERE next_attempt_at IS NOT NULL
                    UNION SELECT 1 FROM messages WHERE letters_through IS NOT NULL
                    UNION SELECT 1 FROM bookings WHERE id >
                        (SELECT CAST(value AS INTEGER) FROM facts
                        WHERE name = 'mailed_beginnings_through')
                    UNION SELECT 1 FROM booking_changes WHERE id >
                        (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'mailed_through')
                    """
                ) { _ in true } == nil
            }
        }
        // MainAPI gets the facilitators' profiles after the start.
        try await waitUntil { [folder] in
            try Database.read(fileAt: folder + "/crm.sqlite") { tx in
                try tx.first("SELECT 1 FROM facilitators WHERE reported_revision < revision") { _ in
                    true
                } == nil
            }
        }
        return try contents()
    }

    /// Both databases, without the responses stored for idempotency keys.
    package func contents() throws -> [DatabaseContents] {
        try ["main", "crm"].map { try DatabaseContents(path: "\(folder)/\($0).sqlite") }
    }
}
