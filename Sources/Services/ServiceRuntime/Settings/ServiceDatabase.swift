import Foundation
import SQLite
import Timekeeping

extension ServiceSettings {
    /// Checking a larger file would take more than a second.
    private static let bytesCheckedAtStart = 32 << 20

    /// Opens the database, migrates it and, if it is small, checks it for damage.
    ///
    /// - Parameter applicationID: Marks the service's files (`PRAGMA application_id`).
    /// - Throws: `CommandError` for a damaged file, `DatabaseForeign`, `DatabaseTooNew`,
    ///   `MigrationFailed`, `SQLiteError`, `SystemError`.
    package func openDatabase(
        _ migrations: [Migration], applicationID: Int32, clock: WallClock
    ) throws -> Database {
        var options = Database.Options()
        options.applicationID = applicationID
        do {
            let opened = try Database(
                path: database, migrations: migrations, options: options, clock: clock)
            // On a separate connection, whose page cache is freed with it.
            let findings =
                isCheckedAtStart ? try Database.findings(of: .quick, fileAt: database) : []
            guard findings.isEmpty else {
                opened.close()
                throw damage(findings)
            }
            return opened
        } catch let error as SQLiteError where error.isDamage {
            throw damage([error.message])
        }
    }

    private func damage(_ findings: [String]) -> CommandError {
        CommandError(
            "\(database) is damaged, and nothing is served from it: "
                + findings.prefix(3).joined(separator: "; ")
                + ". Replace it with a backup, or with the rows that “sqlite3 \(database) .recover” finds."
        )
    }

    private var isCheckedAtStart: Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: database)
        return (attributes?[.size] as? Int ?? 0) <= Self.bytesCheckedAtStart
    }
}
