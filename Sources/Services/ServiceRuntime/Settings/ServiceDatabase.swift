import Foundation
import SQLite
import Timekeeping

extension ServiceSettings {
    /// Checking a larger file would take more than a second.
    private static let bytesCheckedAtStart = 32 << 20

    /// Opens the database, migrates it and, if it is small, checks it for damage.
    ///
    /// - Throws: `CommandError` for a damaged file, `DatabaseForeign`, `DatabaseTooNew`,
    ///   `MigrationFailed`, `SQLiteError`, `SystemError`.
    package func openDatabase(
        _ migrations: [Migration], clock: WallClock
    ) throws -> Database {
        var options = Database.Options()
        options.applicationID = name.mark.applicationID
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
            "\(database) is damaged and cannot be used: "
                + findings.prefix(3).joined(separator: "; ")
                + ". Replace it with a backup, or with the rows that “sqlite3 \(database) .recover” finds."
        )
    }

    private var isCheckedAtStart: Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: database)
        return (attributes?[.size] as? Int ?? 0) <= Self.bytesCheckedAtStart
    }

    /// Refuses a missing database, which a command must not create.
    ///
    /// - Throws: `CommandError`, also for a file that is not a database of this service.
    package func requireDatabase() throws(CommandError) {
        guard FileManager.default.fileExists(atPath: database) else {
            throw CommandError(
                "there is no database at \(database) (\(databaseSource)): name the service's settings,"
                    + " such as --env-file \(name.environmentFile), or set DATABASE as the service has"
                    + " it")
        }
        try requireOwnDatabase(at: database)
    }

    /// Refuses a file that is not a database of this service.
    ///
    /// - Throws: `CommandError`, whose text says whose file it is.
    func requireOwnDatabase(at path: String) throws(CommandError) {
        let owner: DatabaseOwner
        do {
            owner = try Database.owner(ofFileAt: path, among: DatabaseMark.all)
        } catch let error as SQLiteError where error.isDamage {
            // The command describes the damage.
            return
        } catch {
            throw CommandError("\(path) cannot be read: \(error)")
        }
        let found =
            switch owner {
            case .program(name.mark): nil as String?
            case .program(let mark): "is a database of \(mark.program)"
            case .empty: "is empty"
            case .foreign: "belongs to another program or is no database at all"
            }
        if let found { throw CommandError("\(path) \(found), not a database of \(name.rawValue)") }
    }
}
