import SQLite
import ServiceRuntime

/// `CRMAPI bind ID`: accepts the notices of one installation of MainAPI alone.
struct BindCommand {
    let settings: CRMSettings
    let installation: String

    /// Binds the database and prints the change.
    ///
    /// - Throws: `CommandError` for an invalid ID, or an error of the database.
    func run() throws {
        guard (1...64).contains(installation.utf8.count),
            installation.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw CommandError("an installation's ID has 1 to 64 visible ASCII characters") }
        let before = try settings.withDatabase { [installation] database in
            try await database.write { tx in
                let before = try tx.metadata.value(for: .installation)
                try tx.metadata.set(installation, for: .installation)
                return before
            }
        }
        StandardStream.output(
            "notices of installation \(installation) are accepted; before: \(before ?? "none")")
    }
}

/// The end of `CRMAPI restore`: disables the accounts that MainAPI knows as disabled.
struct DisableAgainCommand {
    let settings: CRMSettings

    /// Prints the number of accounts, or that the service will ask MainAPI.
    ///
    /// - Throws: An error of the database.
    func run() throws {
        let result = try settings.withDatabase { [settings] database in
            do {
                let count = try await DisabledAccounts.disableAgain(
                    in: database, askedOf: PeerClient(settings))
                return
                    "accounts that were disabled since the backup and are disabled again: \(count)"
            } catch {
                let count = try database.read { try $0.metadata.value(for: .disabledByFile) }
                return
                    "accounts that were disabled since the backup and are disabled again:"
                    + " \(count ?? "0")\n"
                    + "MainAPI does not answer: facilitators cannot log in before it has named the"
                    + " disabled accounts"
            }
        }
        StandardStream.output(result)
    }
}
