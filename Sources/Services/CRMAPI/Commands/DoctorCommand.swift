import HTTPClient
import SQLite
import ServiceContract
import ServiceRuntime

/// `CRMAPI doctor`: examines CRMAPI's part of an installation.
struct DoctorCommand {
    private let configuration: CRMSettings

    init(_ configuration: CRMSettings) {
        self.configuration = configuration
    }

    /// Prints a line for each finding; returns whether there are no errors.
    func run() async -> Bool {
        let service = Doctor.Service(
            name: "CRMAPI", peer: "MainAPI", peerVariable: "MAIN_URL", nameAtPeer: "crm_api",
            peerName: "main_api",
            probe: ClientRequest("GET", InternalPath.reconciliation + "?limit=1"))
        return await Doctor(
            service, configuration.service, peerAddress: configuration.mainAPI,
            migrations: Schema.migrations
        ).run(database)
    }

    private func database(_ tx: Transaction) throws -> [Finding] {
        guard try tx.facilitators.all().allSatisfy(\.isDisabled) else { return [] }
        return [
            .warning(
                "no facilitator can log in", "events cannot be created",
                "CRMAPI facilitator add USERNAME NAME")
        ]
    }
}
