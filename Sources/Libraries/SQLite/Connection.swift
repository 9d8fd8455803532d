import CSQLite

/// One connection to the database file, with its prepared statements.
///
/// Not Sendable: it belongs to one thread at a time, the writer's or a reader's. Other modules use
/// it through a ``Transaction``.
final class Connection {
    let handle: OpaquePointer
    let path: String
    private var statements: StatementCache
    let transactions: TransactionStatements
    /// The values that each ``SnapshotCache`` stores for this connection's thread.
    var snapshotValues: [ObjectIdentifier: AnyObject] = [:]
    var tableCache: TableCache?
    /// Whether a statement that may change the file was run since this was last set to false.
    var hasWritten = false
    /// The write-ahead log's length in pages after the latest commit over this connection.
    var pagesInLog = 0
    /// The ID of the request that the write belongs to.
    private(set) var cause: WriteCause?
    /// The kinds of data changed since the latest commit or rollback.
    var changes: Changes = []

    /// Opens the file, which must exist.
    init(
        path: String, mode: Mode, busyTimeoutMilliseconds: Int32, cachedStatements: Int
    ) throws(SQLiteError) {
        _ = Self.isConfigured
        var opened: OpaquePointer?
        let access =
            switch mode {
            case .readWrite: SQLITE_OPEN_READWRITE
            case .readOnly: SQLITE_OPEN_READONLY
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        let name = mode == .immutable ? "file:\(Self.escaped(path))?immutable=1" : path
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(name, &opened, flags, nil)
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
        self.path = path
        statements = StatementCache(capacity: cachedStatements)
    }

    /// Configures SQLite once, before the first connection.
    private static let isConfigured = sqlite3_config_process(statementJournalSpill) == SQLITE_OK
    /// The bytes of a statement journal in memory (15 pages); a longer one goes to a temporary file.
    /// SQLite allocates them at once, and from 64 KiB on, each `free` makes malloc consolidate.
    private static let statementJournalSpill: Int32 = 15 * 4096

    enum Mode {
        case readWrite
        case readOnly
        /// Reads without locks and without files beside the database, which must not change.
        case immutable
    }

    /// A path as part of a URI, in which three characters have a meaning.
    private static func escaped(_ path: String) -> String {
        path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
    }

    deinit {
        // close_v2 waits for the statements that the members still own.
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    @discardableResult
    func execute(_ sql: SQL) throws(SQLiteError) -> Int {
        let slot = statements.slot(for: sql.template)
        let statement = try prepare(sql, at: slot)
        do throws(SQLiteError) {
            while try statement.step() {}
        } catch {
            finish(statement, at: slot)
            throw error
        }
        finish(statement, at: slot)
        return Int(sqlite3_changes64(handle))
    }

    func rows(_ sql: SQL, _ each: (borrowing Row) throws -> Void) throws {
        let slot = statements.slot(for: sql.template)
        let statement = try prepare(sql, at: slot)
        do {
            while try statement.step() { try each(statement.row()) }
        } catch {
            finish(statement, at: slot)
            throw error
        }
        finish(statement, at: slot)
    }

    func first<Value>(
        _ sql: SQL, _ value: (borrowing Row) throws -> Value
    ) throws -> Value? {
        let slot = statements.slot(for: sql.template)
        let statement = try prepare(sql, at: slot)
        // A variable set by a closure would look up the metadata of `Value?` at every call.
        do {
            guard try statement.step() else {
                finish(statement, at: slot)
                return nil
            }
            let first = try value(statement.row())
            finish(statement, at: slot)
            return first
        } catch {
            finish(statement, at: slot)
            throw error
        }
    }

    func all<Value>(
        _ sql: SQL, _ value: (borrowing Row) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try rows(sql) { row in values.append(try value(row)) }
        return values
    }

    func with<Value>(cause: WriteCause?, _ body: () throws -> Value) rethrows -> Value {
        self.cause = cause
        defer { self.cause = nil }
        return try body()
    }

    var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Sets a pragma to a number, which SQLite cannot bind.
    func setPragma(_ name: StaticString, _ value: Int) throws(SQLiteError) {
        try Statement("PRAGMA \(name) = \(value)", on: handle).run()
    }

    var cachedStatementCount: Int { statements.count }

    private func prepare(
        _ sql: SQL, at slot: StatementCache.Slot
    ) throws(SQLiteError) -> Statement {
        let statement = if let cached = slot.remove() { cached } else { try compile(sql) }
        do throws(SQLiteError) {
            try statement.bind(sql.values)
        } catch {
            finish(statement, at: slot)
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

    private func finish(_ statement: consuming Statement, at slot: StatementCache.Slot) {
        statement.reset()
        slot.store(statement)
    }
}
