import SQLite
import ServiceRuntime

/// The end of `CRMAPI restore`: disables the accounts that MainAPI lists as disabled.
struct DisableAgainCommand {
    let settings: CRMSettings

    /// Prints the number of accounts, or that the service will ask MainAPI.
    ///
    /// - Throws: An error of the database.
    func run() throws {
        let result = try settings.withDatabase { [settings] database in
            do {
                let count = try await DisabledAccounts.disableAgain(
                    in: database, listedBy: PeerClient(settings))
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
