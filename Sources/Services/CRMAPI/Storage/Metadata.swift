import AccountLetters
import SQLite
import ServiceRuntime
import Timekeeping

/// The table `facts`: single values about the database itself.
struct Metadata {
    /// The name of a value.
    enum Key: String {
        /// The name of the center at MainAPI, if its owner has chosen one.
        case centreName = "centre_name"
        /// The installation of MainAPI whose notices are accepted.
        case installation
        /// The time of the latest restoration, in Unix time.
        case restoredAt = "restored_at"
        /// The number of accounts that were disabled again after the latest restoration; missing
        /// until MainAPI has answered which accounts were disabled.
        case disabledAgain = "disabled_again"
        /// The number of those that the file beside the database named.
        case disabledByFile = "disabled_by_file"
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

    /// Stores the name of the center; nil for none.
    func setCentreName(_ name: String?) throws {
        if let name { return try set(name, for: .centreName) }
        try tx.execute("DELETE FROM facts WHERE name = \(Key.centreName.rawValue)")
    }

    /// The time of the latest restoration of a backup; nil if there was none.
    func restoredAt() throws -> Timestamp? {
        try value(for: .restoredAt).flatMap { Int64($0) }.map(Timestamp.init(clamping:))
    }

    /// Records that the database was restored from a backup now, and voids the links of letters.
    func recordRestoration() throws {
        try tx.accountLinks.voidAll()
        try tx.accountLetters.cancelAll()
        try set("\(tx.now.unixSeconds)", for: .restoredAt)
        for key in [Key.disabledAgain, .disabledByFile] {
            try tx.execute("DELETE FROM facts WHERE name = \(key.rawValue)")
        }
    }

    /// Whether accounts that were disabled after the restored backup may still be enabled.
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

    /// Disables the accounts that MainAPI lists, and records that it has responded.
    ///
    /// - Returns: The number of accounts that were disabled again since the restoration.
    func disableAgain(_ ids: [Int64]) throws -> Int {
        let count =
            try disable(ids)
            + (metadata.value(for: .disabledByFile).flatMap { Int($0) } ?? 0)
        try metadata.set("\(count)", for: .disabledAgain)
        return count
    }

    /// Disables the accounts that the file beside the database lists.
    ///
    /// Needed after a restoration, also after a copy by hand.
    ///
    /// - Returns: The number of accounts that were enabled.
    @discardableResult
    func disableListed(_ accounts: [AccountFile.Account]) throws -> Int {
        let count = try disable(
            accounts.filter { try facilitators.createdAt($0.id) == $0.createdAt }.map(\.id))
        if count > 0 { try metadata.set("\(count)", for: .disabledByFile) }
        return count
    }

    private func disable(_ ids: [Int64]) throws -> Int {
        let enabled = try ids.filter { try facilitators.find($0).map { !$0.isDisabled } ?? false }
        for id in enabled { try facilitators.disable(id) }
        return enabled.count
    }
}
