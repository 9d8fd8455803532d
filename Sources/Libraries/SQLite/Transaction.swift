import Timekeeping

/// A read or write transaction, with the time at which it runs.
///
/// Valid only inside the closure that receives it. ``Database`` begins and ends it: `BEGIN`,
/// `COMMIT` and their like are refused, as they would end the transaction of the whole group.
package struct Transaction {
    let connection: Connection
    /// The time at which the transaction began to run.
    package let now: Timestamp

    /// The request that the write belongs to, so that rows can store it.
    package let cause: WriteCause?

    init(_ connection: Connection, now: Timestamp) {
        self.init(connection, now: now, cause: connection.cause)
    }

    private init(_ connection: Connection, now: Timestamp, cause: WriteCause?) {
        self.connection = connection
        self.now = now
        self.cause = cause
    }

    /// The same transaction with the time and the cause of an earlier one, whose work it continues.
    package func continuing(from time: Timestamp, cause: WriteCause?) -> Transaction {
        Transaction(connection, now: time, cause: cause)
    }

    /// The path of the database's file, for files beside it.
    package var databasePath: String { connection.path }

    /// The rowid of the latest inserted row.
    package var lastInsertedRowID: Int64 { connection.lastInsertedRowID }

    /// The number of migrations that the file has seen (`PRAGMA user_version`).
    package func userVersion() throws -> Int { try connection.userVersion() }

    /// Runs a statement to its end.
    ///
    /// - Returns: The number of rows changed by an INSERT, UPDATE or DELETE, without its triggers.
    @discardableResult
    package func execute(_ sql: SQL) throws(SQLiteError) -> Int {
        try connection.execute(sql)
    }

    /// Calls the closure with each row in order.
    package func rows(_ sql: SQL, _ each: (borrowing Row) throws -> Void) throws {
        try connection.rows(sql, each)
    }

    /// Maps the first row; nil when there is no row.
    package func first<Value>(
        _ sql: SQL, _ value: (borrowing Row) throws -> Value
    ) throws -> Value? {
        try connection.first(sql, value)
    }

    /// Maps every row, in order.
    package func all<Value>(
        _ sql: SQL, _ value: (borrowing Row) throws -> Value
    ) throws -> [Value] {
        try connection.all(sql, value)
    }

    /// Runs the closure in a savepoint, which is rolled back alone when the closure throws.
    ///
    /// Savepoints nest. After an error such as a full disk, SQLite may have rolled back the whole
    /// transaction; the write then fails as a whole.
    package func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        try connection.savepoint { _ in try body() }
    }

    /// Runs the closure in a savepoint that is rolled back in any case, and returns its result.
    ///
    /// The changes that the closure records are forgotten too.
    package func rolledBack<Value>(_ body: () throws -> Value) throws -> Value {
        var result: Value?
        do {
            try savepoint {
                result = try body()
                throw EndOfTrial()
            }
        } catch is EndOfTrial {}
        guard let result else { throw CancellationError() }
        return result
    }

    private struct EndOfTrial: Error {}

    /// Records that the transaction changes data of these kinds, for ``Database/onCommit(_:)``.
    package func didChange(_ changes: Changes) {
        connection.changes.formUnion(changes)
    }
}

/// The request that a write belongs to.
package struct WriteCause: Equatable, Sendable {
    /// The request's ID.
    package let request: String?
    /// Who sent it, in a word of the program; nil for the usual one.
    package let actor: String?

    package init(request: String?, actor: String? = nil) {
        self.request = request
        self.actor = actor
    }
}

/// Kinds of data that a committed transaction has changed; each program defines its own.
package struct Changes: OptionSet, Sendable {
    /// One bit for each kind.
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}
