import BookingStore
import Foundation
import SQLite
import ServiceRuntime

/// `MainAPI check`: holds the whole database against everything that must always be true of it.
struct CheckCommand {
    /// There is no file to check.
    struct NoDatabase: Error, CustomStringConvertible {
        let path: String

        var description: String { "there is no database at \(path)" }
    }

    /// The file is of another version of the program, of which other things must be true.
    struct OtherVersion: Error, CustomStringConvertible {
        let path: String
        let version: Int

        var description: String {
            "\(path) is at schema version \(version), and this program knows "
                + "\(BookingMigrations.all.count): check it with the program that serves it"
        }
    }

    private let path: String

    init(_ configuration: MainSettings) {
        path = configuration.service.database
    }

    /// Prints each breach, or that there is none.
    ///
    /// A service may go on writing meanwhile: the check sees one moment of the database.
    ///
    /// - Returns: Whether there is none.
    /// - Throws: `NoDatabase`, `OtherVersion`, or what the database throws.
    func run() throws -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { throw NoDatabase(path: path) }
        let breaches = try breaches()
        StandardStream.output(Self.report(breaches))
        return breaches.isEmpty
    }

    /// A file in which nothing can be read is a breach as well.
    private func breaches() throws -> [InvariantViolation] {
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

    private static func report(_ breaches: [InvariantViolation]) -> String {
        guard !breaches.isEmpty else { return "no breach" }
        return breaches.map { "\($0.rule.rawValue): \($0.detail)" }.joined(separator: "\n")
    }
}
