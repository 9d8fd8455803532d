import HTTPClient
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime
import Synchronization

/// Lists the disabled accounts in a file and at MainAPI, and disables them after a restoration.
///
/// A restored backup may enable accounts that were disabled after it. The file lists them, and
/// MainAPI does if the file is lost too. Until MainAPI has responded, facilitators cannot log in.
final class DisabledAccounts: Sendable {
    private static let pause = Duration.seconds(2)
    private static let reportInterval = Duration.seconds(300)

    private let database: Database
    private let file: AccountFile
    private let mainAPI: PeerClient
    private let log: Log
    /// The accounts that the file and MainAPI list, and the time of that report.
    private let reported = Mutex<(accounts: [AccountFile.Account], at: ContinuousClock.Instant)?>(
        nil)
    private let task = BackgroundTask()

    init(database: Database, file: AccountFile, mainAPI: PeerClient, log: Log) {
        self.database = database
        self.file = file
        self.mainAPI = mainAPI
        self.log = log
    }

    /// Disables the accounts of the file that are enabled: a backup may have been copied by hand.
    ///
    /// - Throws: `SystemError` or an error of the database.
    func disableListed() async throws {
        let listed = try file.accounts()
        guard !listed.isEmpty else { return }
        let count = try await database.write { try $0.disableListed(listed) }
        if count > 0 { log.warning("accounts_disabled_again", ["count": count]) }
    }

    func start() {
        task.start { [self] in
            // The next round tries again.
            try? await round()
            return Self.pause
        }
    }

    /// Lists the accounts now.
    func wake() { task.wake() }

    func stop() async { await task.stop() }

    private func round() async throws {
        if try database.read({ try $0.metadata.awaitsDisabledAccounts() }) {
            let count = try await Self.disableAgain(in: database, listedBy: mainAPI)
            log.notice("accounts_disabled_again", ["count": count])
        }
        let accounts = try database.read { try $0.facilitators.disabled() }
        let isKnown = reported.withLock { reported in
            reported.map {
                $0.accounts == accounts && $0.at.duration(to: .now) < Self.reportInterval
            }
                ?? false
        }
        guard !isKnown else { return }
        try file.replace(with: accounts)
        let response = try await mainAPI.send(
            ClientRequest(
                "PUT", InternalPath.disabledFacilitators,
                body: DisabledFacilitators(ids: accounts.map(\.id)).json)
        )
        guard response.isSuccess else { throw Self.refused(response) }
        reported.withLock { $0 = (accounts, .now) }
    }

    /// Disables the accounts that MainAPI lists as disabled.
    ///
    /// - Returns: The number of accounts that were disabled again since the restoration.
    static func disableAgain(
        in database: Database, listedBy mainAPI: PeerClient
    ) async throws -> Int {
        let report = try await report(of: mainAPI)
        return try await database.write { try $0.disableAgain(report.disabledFacilitators) }
    }

    /// MainAPI's report on its database.
    ///
    /// - Throws: `ClientError`, `CommandError` for another response, `InvalidFields`.
    static func report(of mainAPI: PeerClient) async throws -> InstallationReport {
        let response = try await mainAPI.send(ClientRequest("GET", InternalPath.installation))
        guard response.isSuccess else { throw refused(response) }
        return try InstallationReport(json: JSONValue(parsing: response.body))
    }

    private static func refused(_ response: ClientResponse) -> CommandError {
        CommandError("MainAPI answered \(response.status).")
    }
}

extension AccountFile {
    /// Lists the database's disabled accounts.
    ///
    /// - Throws: `SystemError` or an error of the database.
    func record(_ database: Database) throws {
        try replace(with: database.read { try $0.facilitators.disabled() })
    }
}
