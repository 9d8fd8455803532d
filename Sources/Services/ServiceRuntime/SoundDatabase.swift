import Foundation
import SQLite
import Timekeeping

/// The database is damaged, so nothing is served from it.
package struct DamagedDatabase: Error, CustomStringConvertible {
    /// The database's file.
    package let path: String
    /// What is wrong, in SQLite's words.
    package let findings: [String]

    package var description: String {
        "\(path) is damaged, and nothing is served from it: "
            + findings.prefix(3).joined(separator: "; ")
            + ". Put a backup in its place, or what “sqlite3 \(path) .recover” can save of it."
    }
}

extension ServiceSettings {
    /// Larger files are not looked through at the start, as that would take more than a second.
    private static let bytesCheckedAtStart = 32 << 20

    /// Opens the database, brings its schema up to date, and looks whether it is sound.
    ///
    /// - Parameter applicationID: Marks the service's files (`PRAGMA application_id`).
    /// - Throws: `DamagedDatabase`, `DatabaseForeign`, `DatabaseTooNew`, `MigrationFailed`,
    ///   `SQLiteError`, `SystemError`.
    package func openDatabase(
        _ migrations: [Migration], applicationID: Int32, clock: WallClock
    ) throws -> Database {
        var options = Database.Options()
        options.applicationID = applicationID
        do {
            let opened = try Database(
                path: database, migrations: migrations, options: options, clock: clock)
            // By a connection that goes with what it has read.
            let findings = isCheckedAtStart ? try Database.quickCheck(fileAt: database) : []
            guard findings.isEmpty else {
                opened.close()
                throw DamagedDatabase(path: database, findings: findings)
            }
            return opened
        } catch let error as SQLiteError where error.isDamage {
            throw DamagedDatabase(path: database, findings: [error.message])
        }
    }

    private var isCheckedAtStart: Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: database)
        return (attributes?[.size] as? Int ?? 0) <= Self.bytesCheckedAtStart
    }
}
