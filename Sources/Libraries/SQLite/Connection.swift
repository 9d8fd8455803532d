import CSQLite

/// One connection to the database file, with its prepared statements.
///
/// Not Sendable: it belongs to one thread at a time, the writer's or a reader's. Other modules use
/// it through a ``Transaction``.
final class Connection {
    let handle: OpaquePointer
    private var statements: StatementCache
    let transactions: TransactionStatements
    /// What each ``SnapshotCache`` keeps beside this connection.
    var shelves: [ObjectIdentifier: AnyObject] = [:]
    /// What was read of tables that seldom change.
    var keptReadings: TableCache?
    /// Whether a statement that may change the file was run since this was last set to false.
    var hasWritten = false
    /// How many pages the write-ahead log had after the latest commit over this connection.
    var pagesInLog = 0
    /// What the present work is done for, such as a request's id, so that rows can keep it.
    private(set) var cause: String?
    /// The kinds of data changed since the latest commit or rollback.
    var changes: Changes = []

    /// Opens the file, which must exist.
    init(
        path: String, mode: Mode, busyTimeoutMilliseconds: Int32, cachedStatements: Int
    ) throws(SQLiteError) {
        _ = Self.isConfigured
        var opened: OpaquePointer?
        let flags =
            (mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE)
            | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard let handle = opened else {
            throw SQLiteError(code: SQLITE_NOMEM, message: "no memory for a connection")
        }
        do throws(SQLiteError) {
            guard code == SQLITE_OK else {
                let reason = String(cString: sqlite3_errmsg(handle))
                throw SQLiteError(code: code, message: "\(path): \(reason)")
            }
            sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
            transactions = try TransactionStatements(on: handle)
        } catch {
            sqlite3_close_v2(handle)
            throw error
        }
        self.handle = handle
        statements = StatementCache(capacity: cachedStatements)
    }

    /// Whether SQLite could still be configured; done once, before the first connection.
    private static let isConfigured = sqlite3_config_process(statementJournalSpill) == SQLITE_OK
    /// What a statement may set aside in memory to be undone, fifteen pages; more goes into a
    /// temporary file. It is taken in one piece, and malloc tidies up after every one of 64 KiB.
    private static let statementJournalSpill: Int32 = 15 * 4096

    /// What a connection may do to the file.
    enum Mode {
        case readWrite
        case readOnly
    }

    deinit {
        // The statements go first; close_v2 waits for any that a member still holds.
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Runs a statement to its end.
    ///
    /// - Returns: How many rows an INSERT, UPDATE or DELETE changed by itself, triggers apart.
    @discardableResult
    func execute(_ sql: SQL) throws(SQLiteError) -> Int {
        let place = statements.place(for: sql.template)
        let statement = try prepare(sql, at: place)
        do throws(SQLiteError) {
            while try statement.step() {}
        } catch {
            finish(statement, at: place)
            throw error
        }
        finish(statement, at: place)
        return Int(sqlite3_changes64(handle))
    }

    /// Calls the closure with each row in turn.
    func rows(_ sql: SQL, _ each: (borrowing Row) throws -> Void) throws {
        try run(sql) { statement in
            while try statement.step() { try each(statement.row()) }
        }
    }

    /// What the closure makes of the first row, or `nil` when there is no row.
    func first<Value>(
        _ sql: SQL, _ value: (borrowing Row) throws -> Value
    ) throws -> Value? {
        let place = statements.place(for: sql.template)
        let statement = try prepare(sql, at: place)
        // Returned from here: a variable that a closure sets would have the runtime look up what
        // an optional of `Value` is, at every call.
        do {
            guard try statement.step() else {
                finish(statement, at: place)
                return nil
            }
            let first = try value(statement.row())
            finish(statement, at: place)
            return first
        } catch {
            finish(statement, at: place)
            throw error
        }
    }

    /// What the closure makes of every row, in order.
    func all<Value>(
        _ sql: SQL, _ value: (borrowing Row) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try rows(sql) { row in values.append(try value(row)) }
        return values
    }

    /// Runs the closure with a ``cause``.
    func working<Value>(for cause: String?, _ body: () throws -> Value) rethrows -> Value {
        self.cause = cause
        defer { self.cause = nil }
        return try body()
    }

    /// The rowid of the latest row inserted over this connection.
    var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Sets a pragma to a number, which SQLite does not let one bind.
    func setPragma(_ name: StaticString, _ value: Int) throws(SQLiteError) {
        try Statement("PRAGMA \(name) = \(value)", on: handle).run()
    }

    /// How many prepared statements are kept for the next use.
    var cachedStatementCount: Int { statements.count }

    /// Lends the statement for this SQL, bound, and keeps it afterwards whatever happened.
    private func run(_ sql: SQL, _ body: (borrowing Statement) throws -> Void) throws {
        let place = statements.place(for: sql.template)
        let statement = try prepare(sql, at: place)
        do {
            try body(statement)
        } catch {
            finish(statement, at: place)
            throw error
        }
        finish(statement, at: place)
    }

    private func prepare(
        _ sql: SQL, at place: StatementCache.Place
    ) throws(SQLiteError) -> Statement {
        let statement = if let kept = place.take() { kept } else { try compile(sql) }
        do throws(SQLiteError) {
            try statement.bind(sql.values)
        } catch {
            finish(statement, at: place)
            throw error
        }
        if !statement.isReadOnly { hasWritten = true }
        return statement
    }

    private func compile(_ sql: SQL) throws(SQLiteError) -> Statement {
        let text = sql.template.text
        guard !TransactionStatements.include(text) else {
            throw SQLiteError(
                code: SQLITE_MISUSE, message: "transactions are begun and ended by Database",
                sql: text)
        }
        return try Statement(text, parameters: sql.values.count, on: handle)
    }

    private func finish(_ statement: consuming Statement, at place: StatementCache.Place) {
        statement.reset()
        place.keep(statement)
    }
}
