import CSQLite
import Glibc

/// A prepared statement with one owner, which finalizes it.
struct Statement: ~Copyable {
    private let handle: OpaquePointer
    /// Whether it cannot change the file; true also of statements that begin or end a transaction.
    let isReadOnly: Bool

    /// Compiles one statement.
    ///
    /// - Throws: ``SQLiteError`` also for text after the first statement, which SQLite would ignore,
    ///   and for an unbound parameter, which would read as NULL.
    init(_ text: String, parameters: Int = 0, on database: OpaquePointer) throws(SQLiteError) {
        var handle: OpaquePointer?
        let (code, hasMore) = text.withCString { characters in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(
                database, characters, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, &tail)
            return (code, tail.map(Self.holdsMore) ?? false)
        }
        guard code == SQLITE_OK else { throw SQLiteError(of: database, sql: text) }
        guard let handle, !hasMore else {
            sqlite3_finalize(handle)
            throw SQLiteError(
                code: SQLITE_MISUSE, message: "an SQL value holds exactly one statement", sql: text)
        }
        guard sqlite3_bind_parameter_count(handle) == parameters else {
            sqlite3_finalize(handle)
            throw SQLiteError(
                code: SQLITE_MISUSE, message: "parameters come from interpolation only", sql: text)
        }
        self.handle = handle
        isReadOnly = sqlite3_stmt_readonly(handle) != 0
    }

    deinit { sqlite3_finalize(handle) }

    private static func holdsMore(_ tail: UnsafePointer<CChar>) -> Bool {
        strspn(tail, " \t\r\n;") < strlen(tail)
    }

    borrowing func bind(_ values: [SQLValue]) throws(SQLiteError) {
        var index: Int32 = 0
        for value in values {
            index += 1
            guard bind(value, at: index) == SQLITE_OK else { throw failure() }
        }
    }

    private borrowing func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let integer): return sqlite3_bind_int64(handle, index, integer)
        case .real(let real): return sqlite3_bind_double(handle, index, real)
        case .text(let text):
            return text.withCString { characters in
                sqlite3_bind_text64(
                    handle, index, characters, UInt64(text.utf8.count), Self.copied,
                    UInt8(SQLITE_UTF8))
            }
        case .blob(let bytes):
            // A blob without an address would be bound as NULL.
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
            return bytes.withUnsafeBytes { bytes in
                sqlite3_bind_blob64(
                    handle, index, bytes.baseAddress, UInt64(bytes.count), Self.copied)
            }
        }
    }

    /// - Returns: Whether there is a row.
    borrowing func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure()
        }
    }

    borrowing func row() -> Row { Row(of: handle) }

    /// Runs a statement without values or rows to its end, ready to be run again.
    borrowing func run() throws(SQLiteError) {
        defer { sqlite3_reset(handle) }
        while try step() {}
    }

    /// Ends the run, which releases its locks, and frees the bound values.
    borrowing func reset() {
        // sqlite3_reset returns the error of the latest step, which was already thrown.
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    private borrowing func failure() -> SQLiteError {
        let sql = sqlite3_sql(handle).map { String(cString: $0) }
        guard let database = sqlite3_db_handle(handle) else {
            return SQLiteError(code: SQLITE_MISUSE, message: "the statement has no database")
        }
        return SQLiteError(of: database, sql: sql)
    }

    /// SQLITE_TRANSIENT, a cast that Swift does not import: SQLite copies the bytes when bound.
    private static var copied: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
