import Foundation
import SQLite

/// `backup FILE` of either service: a checked copy of its database, while the service goes on.
package struct BackupCommand {
    /// There is nothing to copy, or the copy would take another file's place.
    package struct Fault: Error, CustomStringConvertible {
        /// A sentence that says which file is in the way, or missing.
        package let description: String
    }

    private let database: String

    /// The command of the service with these settings, for the database that they name.
    package init(_ settings: ServiceSettings) {
        database = settings.database
    }

    /// Makes the copy and says how large it is.
    ///
    /// - Throws: `Fault`, `Backup.Unsound`, `DatabaseSystemError`, `SQLiteError`.
    package func run(to destination: String) throws {
        guard FileManager.default.fileExists(atPath: database) else {
            throw Fault(description: "there is no database at \(database)")
        }
        guard !FileManager.default.fileExists(atPath: destination) else {
            throw Fault(
                description: "\(destination) is there already, and a backup replaces nothing")
        }
        let bytes = try Backup.make(of: database, at: destination)
        try Data(destination.utf8).write(
            to: URL(fileURLWithPath: DatabaseFiles(database).backupMarker))
        StandardStream.output("\(destination): \(bytes) bytes, checked")
    }
}
