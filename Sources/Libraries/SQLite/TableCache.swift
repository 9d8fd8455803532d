import CSQLite

/// An object made from rows of tables that seldom change; the writer's connection caches one.
///
/// It becomes invalid when a row of one of the tables changes over this connection, and at every
/// rollback. The next transaction also invalidates it after a commit over another connection.
struct TableCache {
    let object: AnyObject
    fileprivate let tables: [StaticString]
    /// The value of `PRAGMA data_version`.
    fileprivate let version: Int64
}

extension Transaction {
    /// The object stored by ``cache(_:of:)``, unless it became invalid since.
    package var cached: AnyObject? { connection.tableCache?.object }

    /// Stores an object made from rows of these tables, in place of any other.
    ///
    /// Only a write transaction stores one.
    /// - Parameter tables: Tables with a rowid: `sqlite3_update_hook` does not report the others.
    package func cache(_ object: AnyObject, of tables: [StaticString]) throws {
        guard sqlite3_txn_state(connection.handle, nil) == SQLITE_TXN_WRITE else { return }
        if connection.tableCache == nil { connection.observeChangedRows() }
        connection.tableCache = TableCache(
            object: object, tables: tables, version: try connection.dataVersion())
    }

    /// Drops the stored object.
    package func invalidateCache() {
        connection.tableCache = nil
    }
}

extension Connection {
    /// Drops the cached object if another connection has committed; called as a transaction begins.
    func invalidateOutdatedCache() {
        guard let tableCache, (try? dataVersion()) != tableCache.version else { return }
        self.tableCache = nil
    }

    fileprivate func observeChangedRows() {
        sqlite3_update_hook(
            handle,
            { connection, _, _, table, _ in
                guard let connection, let table else { return }
                Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue()
                    .rowChanged(in: table)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func rowChanged(in table: UnsafePointer<CChar>) {
        guard let tables = tableCache?.tables else { return }
        for cached in tables {
            let name = UnsafeRawPointer(cached.utf8Start).assumingMemoryBound(to: CChar.self)
            if sqlite3_stricmp(name, table) == 0 { tableCache = nil }
        }
    }

    /// A number that changes with each commit over another connection.
    func dataVersion() throws -> Int64 {
        try first("PRAGMA data_version") { $0.int64(0) } ?? -1
    }
}
