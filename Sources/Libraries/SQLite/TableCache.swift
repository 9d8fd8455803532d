import CSQLite

/// What a connection that writes has read of tables that seldom change, kept in memory for as long
/// as they do not.
///
/// It is let go of when a row of one of the tables changes over this connection, when anything is
/// rolled back, which may have been read meanwhile, and when a transaction begins behind another
/// connection's commit.
struct TableCache {
    let readings: AnyObject
    fileprivate let tables: [StaticString]
    /// What `PRAGMA data_version` was.
    fileprivate let version: Int64
}

extension Transaction {
    /// The object stored by ``cache(_:of:)``, unless it became invalid since.
    package var cached: AnyObject? { connection.keptReadings?.readings }

    /// Stores an object made from rows of these tables, in place of any other.
    ///
    /// Only a write transaction stores one.
    /// - Parameter tables: Tables with a rowid: `sqlite3_update_hook` does not report the others.
    package func cache(_ object: AnyObject, of tables: [StaticString]) throws {
        try connection.keep(object, of: tables)
    }

    /// Drops the stored object.
    package func invalidateCache() {
        connection.forgetReadings()
    }
}

extension Connection {

    /// Keeps an object made of what was read of these tables, in place of any other; only while a
    /// write transaction is open, and not over a connection that only reads.
    ///
    /// - Parameter tables: Tables with a rowid: of the others SQLite tells no changes
    ///   (`sqlite3_update_hook`).
    func keep(_ readings: AnyObject, of tables: [StaticString]) throws {
        guard sqlite3_txn_state(handle, nil) == SQLITE_TXN_WRITE else { return }
        if keptReadings == nil { reportChanges() }
        keptReadings = TableCache(
            readings: readings, tables: tables, version: try dataVersion())
    }

    /// Lets go of what was kept.
    func forgetReadings() {
        keptReadings = nil
    }

    /// Lets go of what was kept if another connection has committed since; asked as a transaction
    /// begins.
    func forgetOutdatedReadings() {
        guard let keptReadings, (try? dataVersion()) != keptReadings.version else { return }
        forgetReadings()
    }

    /// Has SQLite call for every row that changes; the calls end with the connection.
    private func reportChanges() {
        sqlite3_update_hook(
            handle,
            { connection, _, _, table, _ in
                guard let connection, let table else { return }
                Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue()
                    .rowChanged(of: table)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func rowChanged(of table: UnsafePointer<CChar>) {
        guard let tables = keptReadings?.tables else { return }
        for kept in tables {
            let name = UnsafeRawPointer(kept.utf8Start).assumingMemoryBound(to: CChar.self)
            if sqlite3_stricmp(name, table) == 0 { forgetReadings() }
        }
    }

    /// A number that is another after somebody else's commit; of no meaning to other connections.
    func dataVersion() throws -> Int64 {
        try first("PRAGMA data_version") { $0.int64(0) } ?? -1
    }
}
