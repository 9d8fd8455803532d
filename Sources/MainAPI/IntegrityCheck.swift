import BookingStore
import Foundation
import SQLite
import ServiceRuntime

/// `MainAPI check`: holds the whole database against everything that must always be true of it.
struct IntegrityCheck {
    /// There is no file to check.
    struct NoDatabase: Error, CustomStringConvertible {
        let path: String

        var description: String { "there is no database at \(path)" }
    }

    private let path: String

    init(_ configuration: Configuration) {
        path = configuration.service.database
    }

    /// Prints each breach, or that there is none.
    ///
    /// A service may go on writing meanwhile: the check sees one moment of the database.
    ///
    /// - Returns: Whether there is none.
    /// - Throws: `NoDatabase`, or what the database throws.
    func run() throws -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { throw NoDatabase(path: path) }
        let breaches = try breaches()
        StandardStream.output(Self.report(breaches))
        return breaches.isEmpty
    }

    /// A file in which nothing can be read is a breach as well.
    private func breaches() throws -> [Breach] {
        do {
            let database = try Database(path: path, migrations: BookingMigrations.all)
            defer { database.close() }
            return try Invariants.check(database)
        } catch let error as SQLiteError where error.isDamage {
            return [Breach(rule: .fileSound, detail: error.message)]
        }
    }

    private static func report(_ breaches: [Breach]) -> String {
        guard !breaches.isEmpty else { return "no breach" }
        return breaches.map { "\($0.rule.rawValue): \($0.detail)" }.joined(separator: "\n")
    }
}
