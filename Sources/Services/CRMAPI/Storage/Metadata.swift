import SQLite
import Timekeeping

/// The table `facts`: single values about the database itself.
struct Metadata {
    /// The name of a value.
    enum Key: String {
        /// The installation of MainAPI whose notices are accepted.
        case installation
        /// The time of the latest restoration, in Unix time.
        case restoredAt = "restored_at"
        /// The number of accounts that were disabled again after the latest restoration; missing
        /// until MainAPI has answered which accounts were disabled.
        case disabledAgain = "disabled_again"
    }

    let tx: Transaction

    func value(for key: Key) throws -> String? {
        try tx.first("SELECT value FROM facts WHERE name = \(key.rawValue)") { $0.string(0) }
    }

    func set(_ value: String, for key: Key) throws {
        try tx.execute(
            """
            INSERT INTO facts (name, value) VALUES (\(key.rawValue), \(value))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """)
    }

    /// The time of the latest restoration of a backup; nil if there was none.
    func restoredAt() throws -> Timestamp? {
        try value(for: .restoredAt).flatMap { Int64($0) }.map(Timestamp.init(clamping:))
    }

    /// Records that the database was restored from a backup now.
    func recordRestoration() throws {
        try set("\(tx.now.unixSeconds)", for: .restoredAt)
        try tx.execute("DELETE FROM facts WHERE name = \(Key.disabledAgain.rawValue)")
    }

    /// Whether accounts may be enabled that were disabled between the backup and its restoration.
    func awaitsDisabledAccounts() throws -> Bool {
        try restoredAt() != nil && value(for: .disabledAgain) == nil
    }

    /// Binds the database to the first installation of MainAPI that sends a notice.
    ///
    /// - Throws: `OtherInstallation` for a notice of another one.
    func checkInstallation(_ sender: String) throws {
        guard let bound = try value(for: .installation) else {
            return try set(sender, for: .installation)
        }
        guard bound.utf8.elementsEqual(sender.utf8) else {
            throw OtherInstallation(bound: bound, sender: sender)
        }
    }
}

/// A notice comes from another installation of MainAPI than this database is bound to.
struct OtherInstallation: Error, Equatable {
    let bound: String
    let sender: String
}

extension Transaction {
    var metadata: Metadata { Metadata(tx: self) }

    /// Disables the accounts that were disabled before a restoration, and notes that this is done.
    ///
    /// - Returns: The number of accounts that were enabled.
    func disableAgain(_ ids: [Int64]) throws -> Int {
        let enabled = try ids.filter { try facilitators.find($0).map { !$0.isDisabled } ?? false }
        for id in enabled { try facilitators.disable(id) }
        try metadata.set("\(enabled.count)", for: .disabledAgain)
        return enabled.count
    }
}
