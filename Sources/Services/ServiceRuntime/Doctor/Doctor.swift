import Foundation
import SQLite

/// Looks over one service's part of an installation and says in words what is wrong with it.
///
/// It changes nothing, and works whether or not the services run.
package struct Doctor {
    /// Who is looked over, and whom it works with.
    package struct Service: Sendable {
        /// The program's name.
        package let name: String
        /// The other program's name.
        package let peer: String
        /// The setting by which it knows the other.
        package let peerVariable: String
        /// What the other's /readyz calls this one.
        package let nameAtPeer: String
        /// What this one's /readyz calls the other.
        package let peerName: String
        /// A call that the other answers 401 exactly when it holds another service token.
        package let probe: PeerClient.Call

        /// Describes one of the two programs to the doctor.
        package init(
            name: String, peer: String, peerVariable: String, nameAtPeer: String,
            peerName: String, probe: PeerClient.Call
        ) {
            self.name = name
            self.peer = peer
            self.peerVariable = peerVariable
            self.nameAtPeer = nameAtPeer
            self.peerName = peerName
            self.probe = probe
        }
    }

    private let patient: Service
    private let settings: ServiceSettings
    private let peer: String
    private let migrations: [Migration]

    /// A doctor who knows what the patient's settings and schema should be.
    ///
    /// - Parameter peer: The other service's address.
    package init(
        _ patient: Service, _ settings: ServiceSettings, peer: String, migrations: [Migration]
    ) {
        self.patient = patient
        self.settings = settings
        self.peer = peer
        self.migrations = migrations
    }

    /// Prints what it finds, a line each.
    ///
    /// - Parameter inDatabase: What the service itself knows to look for in a database that can be
    ///   read and is up to date.
    /// - Returns: Whether there is no fault.
    package func run(_ inDatabase: (Transaction) throws -> [Finding]) async -> Bool {
        var findings = secrets()
        let file = DatabaseExamination(path: settings.database, migrations: migrations)
        findings += file.findings(inDatabase)
        findings += machine()
        findings += await Neighbourhood(patient, settings, peer: peer).findings()
        for finding in findings {
            StandardStream.output("\(patient.name) \(finding.weight.rawValue): \(finding.text)")
        }
        return !findings.contains { $0.weight == .fault }
    }

    private func secrets() -> [Finding] {
        var findings: [Finding] = []
        if settings.serviceToken == ServiceToken.demo {
            findings.append(
                .remark(
                    "CRM_TOKEN is the default one", "everybody knows it",
                    "Before others can reach the services, set it in both to what “openssl rand"
                        + " -hex 32” makes"))
        }
        if settings.isDemo {
            findings.append(
                .remark(
                    "DEMO is on", "everybody knows the demo accounts' passwords",
                    "Leave it off where others can reach the services"))
        }
        if settings.tokenKey == nil { findings += key() }
        return findings
    }

    private func key() -> [Finding] {
        let path = settings.tokenKeyPath(named: patient.name == "MainAPI" ? "main" : "crm")
        guard FileManager.default.fileExists(atPath: path) else {
            return [.well("the key of the tokens is made at the first start, as \(path)")]
        }
        return Privacy(path).findings(of: "the key of the tokens")
    }

    private func machine() -> [Finding] {
        var findings: [Finding] = []
        let zones = "/usr/share/zoneinfo"
        if !FileManager.default.fileExists(atPath: zones + "/Asia/Kolkata") {
            findings.append(
                .fault(
                    "there are no time zones in \(zones)", "no event can be put up",
                    "Install the package tzdata"))
        }
        let room = DatabaseFiles(settings.database).freeRoom
        if room >= 0, room < 1e9 {
            findings.append(
                .fault(
                    "\(Int(room / 1e6)) MB are left on the disk of \(settings.database)",
                    "without room nothing can be booked", "Make room, or move the database"))
        }
        return findings
    }
}
