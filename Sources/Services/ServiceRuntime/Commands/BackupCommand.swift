import Foundation
import SQLite

/// `backup FILE` of either service: makes a checked copy of the database, even while it is in use.
package struct BackupCommand {
    private let database: String

    package init(_ settings: ServiceSettings) {
        database = settings.database
    }

    /// Makes the copy and prints its size.
    ///
    /// - Throws: `CommandError`, `Backup.Unsound`, `DatabaseSystemError`, `SQLiteError`.
    package func run(to destination: String) throws {
        guard FileManager.default.fileExists(atPath: database) else {
            throw CommandError("there is no database at \(database)")
        }
        guard !FileManager.default.fileExists(atPath: destination) else {
            throw CommandError("\(destination) exists already, and a backup replaces no file")
        }
        let bytes = try Backup.make(of: database, at: destination)
        try Data(destination.utf8).write(
            to: URL(fileURLWithPath: DatabaseFiles(database).backupMarker))
        StandardStream.output("\(destination): \(bytes) bytes, checked")
    }
}
