/// One step of a database's schema.
///
/// A database's list of migrations only ever grows at its end; how many of them a file has seen is
/// its `PRAGMA user_version`.
package struct Migration: Sendable {
    /// What the step does, for whoever reads the log.
    package let name: String
    /// Its statements, run in order within one transaction.
    package let sql: [SQL]

    /// A step of these statements; once a file has seen it, it is never edited.
    package init(name: String, sql: [SQL]) {
        self.name = name
        self.sql = sql
    }
}

/// A migration failed; it was rolled back whole, the ones before it stand.
package struct MigrationFailed: Error, CustomStringConvertible {
    /// The name of the step that failed, which says what it was to do.
    package let name: String
    /// Why: an ``SQLiteError``, or the rows whose foreign keys it broke.
    package let reason: String

    package var description: String { "migration “\(name)” failed: \(reason)" }
}

extension Connection {
    /// Brings the file up to the last of the migrations.
    ///
    /// Foreign keys are off meanwhile, as rebuilding a table needs, and each migration is checked
    /// for broken ones before it commits.
    /// - Throws: ``DatabaseTooNew``, ``MigrationFailed``, ``SQLiteError``.
    func migrate(_ migrations: [Migration], path: String) throws {
        let version = try userVersion()
        guard version <= migrations.count else {
            throw DatabaseTooNew(
                path: path, version: version, supportedVersion: migrations.count)
        }
        try execute("PRAGMA foreign_keys = OFF")
        for (index, migration) in migrations.enumerated().dropFirst(version) {
            try transaction { connection in
                // Read inside the transaction, as another process may be migrating too.
                guard try connection.userVersion() == index else { return }
                try connection.apply(migration)
                try connection.setPragma("user_version", index + 1)
            }
        }
        try execute("PRAGMA foreign_keys = ON")
    }

    /// Makes sure that the file is the program's own, before anything in it is touched.
    ///
    /// One without a mark is taken for it where it has been migrated, as it may be older than the
    /// mark, and where there is nothing in it.
    /// - Parameter applicationID: The program's mark; 0 takes every file.
    /// - Throws: ``DatabaseForeign``, ``SQLiteError``.
    func checkOwner(_ applicationID: Int32, path: String) throws {
        let version = try userVersion()
        let mark = try mark()
        let isEmpty = try first("SELECT count(*) FROM sqlite_schema") { $0.int(0) } == 0
        let isOurs =
            applicationID == 0 || mark == applicationID || mark == 0 && (version > 0 || isEmpty)
        guard isOurs, version >= 0 else { throw DatabaseForeign(path: path) }
    }

    /// Marks the file as the program's own.
    func mark(as applicationID: Int32) throws {
        guard try mark() != applicationID else { return }
        try setPragma("application_id", Int(applicationID))
    }

    private func mark() throws -> Int64 {
        try first("PRAGMA application_id") { $0.int64(0) } ?? 0
    }

    /// How many migrations the file has seen.
    package func userVersion() throws -> Int {
        try first("PRAGMA user_version") { $0.int(0) } ?? 0
    }

    private func apply(_ migration: Migration) throws {
        do {
            for statement in migration.sql { try execute(statement) }
        } catch {
            throw MigrationFailed(name: migration.name, reason: "\(error)")
        }
        let broken = try all("PRAGMA foreign_key_check") { row in
            "\(row.string(0)) row \(row.int64(1)) refers to no row of \(row.string(2))"
        }
        guard broken.isEmpty else {
            throw MigrationFailed(
                name: migration.name, reason: broken.prefix(10).joined(separator: "; "))
        }
    }
}
