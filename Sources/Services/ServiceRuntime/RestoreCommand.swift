import Foundation
import SQLite

/// `restore FILE` of either service: a checked copy of a backup, put where the database was.
package struct RestoreCommand {
    /// The backup cannot be put in place; the text says what to do.
    package struct Fault: Error, CustomStringConvertible {
        /// A sentence that says which file is in the way, or missing.
        package let description: String
    }

    private let database: String
    private let migrations: [Migration]

    /// The command of the service with these settings, whose database has these migrations.
    package init(_ settings: ServiceSettings, migrations: [Migration]) {
        database = settings.database
        self.migrations = migrations
    }

    /// Puts the copy in place, brings it up to date and prepares it.
    ///
    /// Nothing is replaced: what is left of the old database may be wanted yet.
    ///
    /// - Parameter prepare: What has to be done before the service may go on with it.
    /// - Throws: `Fault`, `Backup.Unsound`, what opening a database throws.
    package func run(
        from backup: String, _ prepare: @escaping @Sendable (Transaction) throws -> Void = { _ in }
    ) throws {
        for file in [database, database + "-wal"]
        where FileManager.default.fileExists(atPath: file) {
            throw Fault(
                description: "\(file) is still there: stop the service, and move the old"
                    + " database away with its -wal and -shm files")
        }
        guard FileManager.default.fileExists(atPath: backup) else {
            throw Fault(description: "there is no backup at \(backup)")
        }
        let unprepared = database + ".unprepared"
        // The log of a restoring that did not come to its end would be taken for this one's.
        for file in [unprepared, unprepared + "-wal", unprepared + "-shm"] {
            try? FileManager.default.removeItem(atPath: file)
        }
        try Backup.make(of: backup, at: unprepared)
        do {
            let copy = try Database(path: unprepared, migrations: migrations)
            defer { copy.close() }
            try copy.writeSynchronously(prepare)
        }
        // Closing has emptied the write-ahead log into the file.
        try FileManager.default.moveItem(atPath: unprepared, toPath: database)
        StandardStream.output("\(database) is what \(backup) was")
    }
}
