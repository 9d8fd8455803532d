import CSQLite

/// Transactions over one connection; only this module begins and ends them.
extension Connection {
    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs the closure in a read transaction: every statement in it sees the same snapshot.
    ///
    /// If a transaction is open, the closure joins it.
    func snapshot<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        guard !isInTransaction else { return try body(self) }
        try transactions.beginDeferred.run()
        return try endTransaction(after: body)
    }

    func transaction<Value>(_ body: (Connection) throws -> Value) throws -> Value {
        try beginImmediate()
        return try endTransaction(after: body)
    }

    private func endTransaction<Value>(
        after body: (Connection) throws -> Value
    ) throws -> Value {
        do {
            let result = try body(self)
            try transactions.commit.run()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Begins a write transaction; waits up to the busy timeout for one of another process.
    func beginImmediate() throws(SQLiteError) {
        try transactions.beginImmediate.run()
        invalidateOutdatedCache()
    }

    /// Checks the deferred foreign keys of a write; the commit would check them for the whole group.
    func checkReferences() throws(SQLiteError) {
        var isBroken: Int32 = 0
        var unused: Int32 = 0
        sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &isBroken, &unused, 0)
        guard isBroken == 0 else {
            throw SQLiteError(
                code: SQLITE_CONSTRAINT | (3 << 8), message: "FOREIGN KEY constraint failed")
        }
    }

    /// Rolls back the open transaction, if there is one.
    ///
    /// If the ROLLBACK fails, SQLite has ended the transaction or undoes it when it next opens the
    /// file.
    func rollBack() {
        changes = []
        tableCache = nil
        guard isInTransaction else { return }
        try? transactions.rollback.run()
    }

    /// As ``Transaction/savepoint(_:)``.
    func savepoint<Value>(_ body: (Connection) throws -> Value) throws -> Value {
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
        tableCache = nil
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
