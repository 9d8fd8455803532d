import CSQLite

/// Transactions over one connection; only this module begins and ends them.
extension Connection {
    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs the closure in a read transaction: every statement in it sees the same snapshot.
    ///
    /// Inside a transaction already open, the closure joins that one.
    func snapshot<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        guard !isInTransaction else { return try body(self) }
        try transactions.beginDeferred.run()
        return try endTransaction(after: body)
    }

    /// Runs the closure in a write transaction of its own.
    func transaction<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        try beginImmediate()
        return try endTransaction(after: body)
    }

    private func endTransaction<Result>(
        after body: (Connection) throws -> Result
    ) throws -> Result {
        do {
            let result = try body(self)
            try transactions.commit.run()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Begins a write transaction, waiting for another process's one as long as the busy timeout.
    func beginImmediate() throws(SQLiteError) {
        try transactions.beginImmediate.run()
        forgetOutdatedReadings()
    }

    /// Makes sure that the commit will find every row that another one refers to.
    ///
    /// A reference that is DEFERRABLE is looked for at the commit, which would fail for all whose
    /// writes are in it.
    /// - Throws: ``SQLiteError``, a foreign key's violation.
    func checkReferences() throws(SQLiteError) {
        var isBroken: Int32 = 0
        var unused: Int32 = 0
        sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &isBroken, &unused, 0)
        guard isBroken == 0 else {
            throw SQLiteError(
                code: SQLITE_CONSTRAINT | (3 << 8), message: "FOREIGN KEY constraint failed")
        }
    }

    /// Commits; when this throws, the transaction may still be open.
    func commit() throws(SQLiteError) {
        try transactions.commit.run()
    }

    /// Rolls back what is open, if anything is.
    ///
    /// A ROLLBACK that fails has ended the transaction all the same, or SQLite will undo it when
    /// the file is next opened; nobody could do more about it.
    func rollBack() {
        changes = []
        forgetReadings()
        guard isInTransaction else { return }
        try? transactions.rollback.run()
    }

    /// Runs the closure in a savepoint of the open transaction, undone alone when it throws.
    ///
    /// Savepoints nest, so a write can take back one part of itself and go on. After an error such
    /// as a full disk, SQLite may have rolled back everything; the write then fails as a whole,
    /// whatever it does next.
    func savepoint<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        let earlierChanges = changes
        try transactions.savepoint.run()
        do {
            let result = try body(self)
            try transactions.releaseSavepoint.run()
            return result
        } catch {
            changes = earlierChanges
            try undoSavepoint()
            throw error
        }
    }

    private func undoSavepoint() throws(SQLiteError) {
        forgetReadings()
        guard isInTransaction else { return }
        do throws(SQLiteError) {
            try transactions.rollbackToSavepoint.run()
            try transactions.releaseSavepoint.run()
        } catch {
            rollBack()
            throw error
        }
    }
}
