import Foundation
import SQLite
import Timekeeping

/// The database is damaged, so the service does not start.
package struct DamagedDatabase: Error, CustomStringConvertible {
    let path: String
    /// SQLite's messages.
    let findings: [String]

    package var description: String {
        "\(path) is damaged, and nothing is served from it: "
            + findings.prefix(3).joined(separator: "; ")
            + ". Replace it with a backup, or with what “sqlite3 \(path) .recover” can save."
    }
}

extension ServiceSettings {
    /// Checking a larger file would take more than a second.
    private static let bytesCheckedAtStart = 32 << 20

    /// Opens the database, migrates it and, if it is small, checks it for damage.
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
            // On a separate connection, whose page cache is freed with it.
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
