import SQLite
import ServiceRuntime

/// `CRMAPI bind ID`: accepts the notices of only this installation of MainAPI.
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
