import CSQLite

/// Runs SQL in a database file, beside the service that owns it.
///
/// - Throws: ``UnreadableDatabase``.
package func changeDatabase(at path: String, _ sql: String) throws {
    var opened: OpaquePointer?
    defer { sqlite3_close_v2(opened) }
    guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
        throw UnreadableDatabase(path: path)
    }
    sqlite3_busy_timeout(opened, 60_000)
    guard sqlite3_exec(opened, sql, nil, nil, nil) == SQLITE_OK else {
        throw UnreadableDatabase(path: path)
    }
}
