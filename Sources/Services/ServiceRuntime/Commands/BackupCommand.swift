import Foundation
import Platform
import SQLite

/// `backup FILE` of either service: makes a checked copy of the database, even while it is in use.
package struct BackupCommand {
    private let settings: ServiceSettings

    package init(_ settings: ServiceSettings) {
        self.settings = settings
    }

    /// Makes the copy and prints its size.
    ///
    /// - Throws: `CommandError`, `Backup.Unsound`, `SystemError`, `SQLiteError`.
    package func run(to destination: String) throws {
        try settings.requireDatabase()
        guard !FileManager.default.fileExists(atPath: destination) else {
            throw CommandError("\(destination) exists already, and a backup replaces no file")
        }
        let bytes = try Backup.make(of: settings.database, at: destination)
        let marker = DatabaseFiles(settings.database).backupMarker
        let isMarked = FileManager.default.createFile(
            atPath: marker, contents: Data(destination.utf8),
            attributes: [.posixPermissions: 0o600])
        guard isMarked else { throw CommandError("\(marker) cannot be written") }
        try giveToFolderOwner(marker)
        if folder(of: destination) == folder(of: settings.database) {
            try giveToFolderOwner(destination)
        }
        StandardStream.output("\(destination): \(bytes) bytes, checked")
    }
}
