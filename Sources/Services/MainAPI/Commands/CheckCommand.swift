import BookingStore
import Foundation
import SQLite
import ServiceRuntime

/// `MainAPI check`: checks all invariants of the database.
struct CheckCommand {
    let settings: ServiceSettings

    private var path: String { settings.database }

    /// Prints each violation.
    ///
    /// A service may write at the same time, because the check reads one snapshot. Its writes only
    /// wait while the search indexes are compared with their texts, about a second for 100,000 events.
    ///
    /// - Returns: Whether there are no violations.
    /// - Throws: `CommandError` or an error of the database.
    func run() throws -> Bool {
        try settings.requireDatabase()
        var violations = try violations()
        if violations.isEmpty { violations = try Invariants.checkSearch(fileAt: path) }
        let lines = violations.map { "\($0.rule.rawValue): \($0.detail)" }
        StandardStream.output(lines.isEmpty ? "no violations" : lines.joined(separator: "\n"))
        return violations.isEmpty
    }

    /// A damaged file counts as a violation too.
    private func violations() throws -> [InvariantViolation] {
        do {
            return try Database.read(fileAt: path) { tx in
                let (version, current) = (try tx.userVersion(), BookingMigrations.all.count)
                // Another version has other invariants.
                guard version == current else {
                    throw CommandError(
                        "\(path) has schema version \(version), but this program needs \(current):"
                            + " use the MainAPI that serves this database")
                }
                return try Invariants.check(tx)
            }
        } catch let error as SQLiteError where error.isDamage {
            let findings = try Database.findings(of: .complete, fileAt: path)
            return (findings.isEmpty ? [error.message] : findings)
                .map { InvariantViolation(rule: .fileSound, detail: $0) }
        }
    }
}
