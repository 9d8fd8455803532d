import CSQLite

/// An error reported by SQLite.
///
/// `sql` has `?` in place of the bound values, so that a logged error contains no user input.
package struct SQLiteError: Error, Equatable, Sendable {
    /// The extended result code, such as 2067 for `SQLITE_CONSTRAINT_UNIQUE`.
    package let code: Int32
    /// SQLite's message, for developers: it may name tables and columns.
    package let message: String
    /// The text of the failed statement, if any.
    package let sql: String?

    package init(code: Int32, message: String, sql: String? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
    }

    /// The latest error of a connection.
    init(of database: OpaquePointer, sql: String? = nil) {
        self.init(
            code: sqlite3_extended_errcode(database),
            message: String(cString: sqlite3_errmsg(database)), sql: sql)
    }

    /// The low byte of the code, such as `SQLITE_CONSTRAINT`.
    package var primaryCode: Int32 { code & 0xff }

    /// Whether a UNIQUE, PRIMARY KEY or rowid constraint refused the statement.
    package var isUniqueViolation: Bool {
        code == SQLITE_CONSTRAINT | (8 << 8) || code == SQLITE_CONSTRAINT | (6 << 8)
            || code == SQLITE_CONSTRAINT | (10 << 8)
    }

    package var isCheckViolation: Bool { code == SQLITE_CONSTRAINT | (1 << 8) }

    package var isForeignKeyViolation: Bool { code == SQLITE_CONSTRAINT | (3 << 8) }

    package var isNotNullViolation: Bool { code == SQLITE_CONSTRAINT | (5 << 8) }

    /// Whether a trigger refused the statement with `RAISE`; `message` is the trigger's.
    package var isTriggerViolation: Bool { code == SQLITE_CONSTRAINT | (7 << 8) }

    /// Whether the file is damaged or not a database.
    package var isDamage: Bool { primaryCode == SQLITE_CORRUPT || isNoDatabase }

    /// Whether the file does not begin as a database does.
    package var isNoDatabase: Bool { primaryCode == SQLITE_NOTADB }

    /// Whether the disk is full or the file has reached its page limit.
    package var isFull: Bool { primaryCode == SQLITE_FULL }

    /// Whether the disk failed or the file cannot be written.
    package var isRefusedByStorage: Bool {
        primaryCode == SQLITE_IOERR || primaryCode == SQLITE_READONLY
            || primaryCode == SQLITE_CANTOPEN
    }

    /// Whether another connection held a lock for longer than the busy timeout.
    package var isBusy: Bool { primaryCode == SQLITE_BUSY }
}

extension SQLiteError: CustomStringConvertible {
    package var description: String {
        let place = sql.map { " in: \($0)" } ?? ""
        return "SQLite error \(code): \(message)\(place)"
    }
}
