import HTTPClient
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime

/// Sends changed names and contacts of facilitators to MainAPI, until it has them.
final class ProfileReporter: Sendable {
    private static let pause = Duration.seconds(5)

    private let database: Database
    private let mainAPI: PeerClient
    private let log: Log
    private let task = BackgroundTask()

    init(database: Database, mainAPI: PeerClient, log: Log) {
        self.database = database
        self.mainAPI = mainAPI
        self.log = log
    }

    func start() {
        task.start { [self] in
            do {
                try await round()
            } catch {
                log.info("profile_not_reported", ["error": "\(error)"])
            }
            return Self.pause
        }
    }

    /// Sends changed profiles now.
    func wake() { task.wake() }

    func stop() async { await task.stop() }

    private func round() async throws {
        for (account, revision) in try database.read({ try $0.facilitators.unreported() }) {
            let profile = FacilitatorProfile(
                name: account.name, contact: account.contact, text: account.text)
            let response = try await mainAPI.send(
                ClientRequest("PUT", InternalPath.facilitator(account.id), body: profile.json))
            guard response.isSuccess else {
                log.warning(
                    "profile_refused", ["facilitator": account.id, "status": response.status])
                continue
            }
            try await database.write {
                try $0.facilitators.recordReport(of: account.id, revision: revision)
            }
        }
    }
}
