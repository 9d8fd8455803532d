import CSQLite

/// A failure reported by SQLite itself.
///
/// `sql` is the statement's text with `?` where values were bound, so a logged error never carries
/// what users typed.
package struct SQLiteError: Error, Equatable, Sendable {
    /// The extended result code, such as 2067 for `SQLITE_CONSTRAINT_UNIQUE`.
    package let code: Int32
    /// SQLite's own words. For developers: names of tables and columns occur in it.
    package let message: String
    /// The text of the statement that failed, where there was one.
    package let sql: String?

    /// A failure with SQLite's code and words.
    package init(code: Int32, message: String, sql: String? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
    }

    /// The latest failure of a connection.
    init(of database: OpaquePointer, sql: String? = nil) {
        self.init(
            code: sqlite3_extended_errcode(database),
            message: String(cString: sqlite3_errmsg(database)), sql: sql)
    }

    /// The low byte of the code: its family, such as `SQLITE_CONSTRAINT`.
    package var primaryCode: Int32 { code & 0xff }

    /// Whether any constraint refused the statement.
    package var isConstraintViolation: Bool { primaryCode == SQLITE_CONSTRAINT }

    /// Whether a UNIQUE or PRIMARY KEY constraint refused the statement.
    package var isUniqueViolation: Bool {
        code == SQLITE_CONSTRAINT | (8 << 8) || code == SQLITE_CONSTRAINT | (6 << 8)
            || code == SQLITE_CONSTRAINT | (10 << 8)
    }

    /// Whether a CHECK constraint refused the statement.
    package var isCheckViolation: Bool { code == SQLITE_CONSTRAINT | (1 << 8) }

    /// Whether a FOREIGN KEY constraint refused the statement.
    package var isForeignKeyViolation: Bool { code == SQLITE_CONSTRAINT | (3 << 8) }

    /// Whether a NOT NULL constraint refused the statement.
    package var isNotNullViolation: Bool { code == SQLITE_CONSTRAINT | (5 << 8) }

    /// Whether a trigger refused the statement with `RAISE`; `message` is what the trigger said.
    package var isTriggerViolation: Bool { code == SQLITE_CONSTRAINT | (7 << 8) }

    /// Whether the file is damaged, or is no database.
    package var isDamage: Bool { primaryCode == SQLITE_CORRUPT || primaryCode == SQLITE_NOTADB }

    /// Whether the disk, or the database's own page limit, is full.
    package var isFull: Bool { primaryCode == SQLITE_FULL }

    /// Whether the disk failed, or the file may not be written to.
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
