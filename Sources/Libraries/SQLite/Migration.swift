/// One change of a database's schema.
///
/// A database's list of migrations is append-only. A file's `PRAGMA user_version` is the number of
/// migrations that were applied to it.
package struct Migration: Sendable {
    /// A title, for error messages.
    package let name: String
    /// Run in order in one transaction.
    package let sql: [SQL]

    package init(name: String, sql: [SQL]) {
        self.name = name
        self.sql = sql
    }
}

/// A migration failed and was rolled back; earlier ones remain applied.
package struct MigrationFailed: Error, CustomStringConvertible {
    package let name: String
    /// An ``SQLiteError``, or the rows whose foreign keys it broke.
    package let reason: String

    package var description: String { "migration “\(name)” failed: \(reason)" }
}

extension Connection {
    /// Applies the migrations that the file lacks.
    ///
    /// Foreign keys are off meanwhile, so that tables can be rebuilt; they are checked before each
    /// commit.
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
                // Read again in the transaction, as another process may migrate the file too.
                guard try connection.userVersion() == index else { return }
                try connection.apply(migration)
                try connection.setPragma("user_version", index + 1)
            }
        }
        try execute("PRAGMA foreign_keys = ON")
    }

    /// Checks that the file belongs to this program, before it is changed.
    ///
    /// A file without a mark is accepted if it has migrations, as it may be older than the mark, or
    /// if it is empty.
    /// - Parameter applicationID: The program's mark; 0 accepts every file.
    /// - Throws: ``DatabaseForeign``, ``SQLiteError``.
    func checkOwner(_ applicationID: Int32, path: String) throws {
        let version = try userVersion()
        let mark = try mark()
        let isEmpty = try first("SELECT count(*) FROM sqlite_schema") { $0.int(0) } == 0
        let isAccepted =
            applicationID == 0 || mark == applicationID || mark == 0 && (version > 0 || isEmpty)
        guard isAccepted, version >= 0 else { throw DatabaseForeign(path: path) }
    }

    func mark(as applicationID: Int32) throws {
        guard try mark() != applicationID else { return }
        try setPragma("application_id", Int(applicationID))
    }

    /// The program's mark (`PRAGMA application_id`); 0 for none.
    func mark() throws -> Int64 {
        try first("PRAGMA application_id") { $0.int64(0) } ?? 0
    }

    func userVersion() throws -> Int {
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
