import SQLite
import ServiceContract
import ServiceRuntime

/// `CRMAPI doctor`: what is wrong with CRMAPI's part of an installation.
struct DoctorCommand {
    private let configuration: CRMSettings

    init(_ configuration: CRMSettings) {
        self.configuration = configuration
    }

    /// Prints what it finds, a line each, and answers whether there is no fault.
    func run() async -> Bool {
        let patient = Doctor.Service(
            name: "CRMAPI", peer: "MainAPI", peerVariable: "MAIN_URL", nameAtPeer: "crm_api",
            peerName: "main_api",
            probe: PeerClient.Call("GET", InternalPath.reconciliation + "?limit=1"))
        return await Doctor(
            patient, configuration.service, peer: configuration.mainAPI,
            migrations: Schema.migrations
        ).run(database)
    }

    private func database(_ tx: Transaction) throws -> [Finding] {
        let isAnybodyThere = try tx.facilitators.all().contains { !$0.isDisabled }
        guard !isAnybodyThere else { return [] }
        return [
            .remark(
                "no facilitator can log in", "there is nobody to put up events",
                "CRMAPI facilitator add USERNAME NAME")
        ]
    }
}
