import HTTPClient
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime
import Synchronization

/// Tells MainAPI which accounts are disabled, and asks it after a restoration.
///
/// A restored backup may have accounts enabled that were disabled later; MainAPI knows them. Until
/// it has answered, facilitators cannot log in.
final class DisabledAccounts: Sendable {
    private static let pause = Duration.seconds(2)
    private static let repetition = Duration.seconds(300)

    private let database: Database
    private let mainAPI: PeerClient
    private let log: Log
    /// The latest ids that MainAPI has, and the time since which it has them.
    private let told = Mutex<(ids: [Int64], at: ContinuousClock.Instant)?>(nil)
    private let task = BackgroundTask()

    init(database: Database, mainAPI: PeerClient, log: Log) {
        self.database = database
        self.mainAPI = mainAPI
        self.log = log
    }

    func start() {
        task.start { [self] in
            // The next round tries again.
            try? await round()
            return Self.pause
        }
    }

    func stop() async { await task.stop() }

    private func round() async throws {
        if try database.read({ try $0.metadata.awaitsDisabledAccounts() }) {
            let count = try await Self.disableAgain(in: database, askedOf: mainAPI)
            log.notice("accounts_disabled_again", ["count": count])
        }
        let ids = try database.read { try $0.facilitators.disabledIDs() }
        let isKnown = told.withLock { told in
            told.map { $0.ids == ids && $0.at.duration(to: .now) < Self.repetition } ?? false
        }
        guard !isKnown else { return }
        let response = try await mainAPI.send(
            ClientRequest(
                "PUT", InternalPath.disabledFacilitators, body: DisabledFacilitators(ids: ids).json)
        )
        guard response.isSuccess else { throw Self.refused(response) }
        told.withLock { $0 = (ids, .now) }
    }

    /// Disables the accounts that MainAPI knows as disabled.
    ///
    /// - Returns: The number of accounts that were enabled.
    static func disableAgain(
        in database: Database, askedOf mainAPI: PeerClient
    ) async throws -> Int {
        let report = try await report(of: mainAPI)
        return try await database.write { try $0.disableAgain(report.disabledFacilitators) }
    }

    /// What MainAPI reports of its database.
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
