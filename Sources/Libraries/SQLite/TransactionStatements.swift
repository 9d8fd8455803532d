/// The statements that begin and end transactions and savepoints, prepared once per connection.
struct TransactionStatements: ~Copyable {
    let beginDeferred: Statement
    let beginImmediate: Statement
    let commit: Statement
    let rollback: Statement
    let savepoint: Statement
    let releaseSavepoint: Statement
    let rollbackToSavepoint: Statement
}

extension TransactionStatements {
    private static let keywords: Set = [
        "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE",
    ]

    /// Whether a statement's text begins or ends a transaction or savepoint.
    static func include(_ text: String) -> Bool {
        keywords.contains(text.drop(while: \.isWhitespace).prefix(while: \.isLetter).uppercased())
    }

    init(on database: OpaquePointer) throws(SQLiteError) {
        self.init(
            beginDeferred: try Statement("BEGIN DEFERRED", on: database),
            beginImmediate: try Statement("BEGIN IMMEDIATE", on: database),
            commit: try Statement("COMMIT", on: database),
            rollback: try Statement("ROLLBACK", on: database),
            savepoint: try Statement("SAVEPOINT one_write", on: database),
            releaseSavepoint: try Statement("RELEASE one_write", on: database),
            rollbackToSavepoint: try Statement("ROLLBACK TO one_write", on: database))
    }
}
