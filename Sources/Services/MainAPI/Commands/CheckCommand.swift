import BookingStore
import Foundation
import SQLite
import ServiceRuntime

/// `MainAPI check`: checks all invariants of the database.
struct CheckCommand {
    /// The database file does not exist.
    struct NoDatabase: Error, CustomStringConvertible {
        let path: String

        var description: String { "there is no database at \(path)" }
    }

    /// The file has the schema of another version of the program, whose invariants differ.
    struct OtherVersion: Error, CustomStringConvertible {
        let path: String
        let version: Int

        var description: String {
            "\(path) has schema version \(version), but this program needs "
                + "\(BookingMigrations.all.count): use the MainAPI that serves this database"
        }
    }

    private let path: String

    init(_ configuration: MainSettings) {
        path = configuration.service.database
    }

    /// Prints each violation.
    ///
    /// A service may write at the same time, because the check reads one snapshot.
    ///
    /// - Returns: Whether there are no violations.
    /// - Throws: `NoDatabase`, `OtherVersion` or an error of the database.
    func run() throws -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { throw NoDatabase(path: path) }
        let violations = try violations()
        let lines = violations.map { "\($0.rule.rawValue): \($0.detail)" }
        StandardStream.output(lines.isEmpty ? "no breach" : lines.joined(separator: "\n"))
        return violations.isEmpty
    }

    /// A damaged file counts as a violation too.
    private func violations() throws -> [InvariantViolation] {
        do {
            return try Database.read(fileAt: path) { tx in
                let version = try tx.userVersion()
                guard version == BookingMigrations.all.count else {
                    throw OtherVersion(path: path, version: version)
                }
                return try Invariants.check(tx)
            }
        } catch let error as SQLiteError where error.isDamage {
            let findings = try Database.quickCheck(fileAt: path)
            return (findings.isEmpty ? [error.message] : findings)
                .map { InvariantViolation(rule: .fileSound, detail: $0) }
        }
    }
}
