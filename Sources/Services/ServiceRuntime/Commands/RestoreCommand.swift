import Foundation
import Platform
import SQLite

/// `restore FILE` of either service: replaces a missing database with a checked copy of a backup.
package struct RestoreCommand {
    private let settings: ServiceSettings
    private let migrations: [Migration]

    package init(_ settings: ServiceSettings, migrations: [Migration]) {
        self.settings = settings
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
        let database = settings.database
        for file in [database, database + "-wal"]
        where FileManager.default.fileExists(atPath: file) {
            throw CommandError(
                "\(file) still exists: stop the service, and move the old database away with its"
                    + " -wal and -shm files")
        }
        guard FileManager.default.fileExists(atPath: backup) else {
            throw CommandError("there is no backup at \(backup)")
        }
        try settings.requireOwnDatabase(at: backup)
        let lock = try settings.lockDatabase()
        defer { lock.release() }
        let copyPath = database + ".unprepared"
        // SQLite would apply the write-ahead log of an interrupted restore to this copy.
        removeFiles(of: copyPath)
        defer { removeFiles(of: copyPath) }
        try Backup.make(of: backup, at: copyPath)
        let changes: [String]
        do {
            let copy = try Database(path: copyPath, migrations: migrations)
            defer { copy.close() }
            changes = try copy.writeSynchronously(prepare)
        }
        try giveToFolderOwner(copyPath)
        // Closing has emptied the write-ahead log into the file.
        try FileManager.default.moveItem(atPath: copyPath, toPath: database)
        StandardStream.output("\(database) is restored from \(backup)")
        for change in changes { StandardStream.output(change) }
    }

    private func removeFiles(of path: String) {
        for file in [path, path + "-wal", path + "-shm"] {
            try? FileManager.default.removeItem(atPath: file)
        }
    }
}
