import Foundation
import SQLite

/// `restore FILE` of either service: makes a checked copy of a backup the service's database.
package struct RestoreCommand {
    private let database: String
    private let migrations: [Migration]

    package init(_ settings: ServiceSettings, migrations: [Migration]) {
        database = settings.database
        self.migrations = migrations
    }

    /// Copies the backup, migrates and prepares the copy, and moves it to the database's path.
    ///
    /// It replaces no file, since the old database may still be needed.
    ///
    /// - Parameter prepare: Changes the copy before the service may use it; returns a sentence for
    ///   each change that the operator should know.
    /// - Throws: `CommandError`, `Backup.Unsound`, or an error of opening a database.
    package func run(
        from backup: String, _ prepare: @escaping @Sendable (Transaction) throws -> [String]
    ) throws {
        for file in [database, database + "-wal"]
        where FileManager.default.fileExists(atPath: file) {
            throw CommandError(
                "\(file) still exists: stop the service, and move the old database away with its"
                    + " -wal and -shm files")
        }
        guard FileManager.default.fileExists(atPath: backup) else {
            throw CommandError("there is no backup at \(backup)")
        }
        let copyPath = database + ".unprepared"
        // SQLite would apply the write-ahead log of an interrupted restore to this copy.
        for file in [copyPath, copyPath + "-wal", copyPath + "-shm"] {
            try? FileManager.default.removeItem(atPath: file)
        }
        try Backup.make(of: backup, at: copyPath)
        let changes: [String]
        do {
            let copy = try Database(path: copyPath, migrations: migrations)
            defer { copy.close() }
            changes = try copy.writeSynchronously(prepare)
        }
        // Closing has emptied the write-ahead log into the file.
        try FileManager.default.moveItem(atPath: copyPath, toPath: database)
        StandardStream.output("\(database) is restored from \(backup)")
        for change in changes { StandardStream.output(change) }
    }
}
