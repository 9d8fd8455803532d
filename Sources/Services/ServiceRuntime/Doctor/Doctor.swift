import Foundation
import HTTP
import HTTPClient
import SQLite

/// Examines one service's part of an installation and prints the findings.
///
/// It changes nothing, and works whether or not the services run.
package struct Doctor {
    private let settings: ServiceSettings
    private let peer: PeerExamination
    private let migrations: [Migration]

    /// - Parameters:
    ///   - installationPath: The path at which the other service reports its `installation`.
    ///   - installation: The same value in this service's database; nil if there is none.
    package init(
        _ settings: ServiceSettings, peerAddress: String, installationPath: String,
        migrations: [Migration], installation: (Transaction) throws -> String?
    ) {
        self.settings = settings
        self.migrations = migrations
        // The examination of the database reports its errors.
        let own = try? Database.read(fileAt: settings.database, installation)
        peer = PeerExamination(
            settings: settings, peerAddress: peerAddress,
            installationRequest: ClientRequest("GET", installationPath), installation: own ?? nil)
    }

    /// Prints one line for each finding.
    ///
    /// - Parameters:
    ///   - furtherFindings: The service's own findings outside the database.
    ///   - examineContent: The service's own examination of a readable, current database.
    /// - Returns: Whether there are no errors.
    package func run(
        adding furtherFindings: [Finding] = [],
        _ examineContent: (Transaction) throws -> [Finding]
    ) async -> Bool {
        let database = DatabaseExamination(settings: settings, migrations: migrations)
        let findings =
            secrets() + database.findings(examineContent) + machine() + (await peer.findings())
            + (await forwarding())
            + furtherFindings
        for finding in findings {
            StandardStream.output(
                "\(settings.name.rawValue) \(finding.level.rawValue): \(finding.text)")
        }
        return !findings.contains { $0.level == .error }
    }

    /// Warns if an untrusted proxy has forwarded requests to the running service.
    private func forwarding() async -> [Finding] {
        let service = PeerClient(
            base: "http://\(settings.server.address)", token: nil, timeout: .seconds(5),
            connections: 1)
        defer { service.close() }
        guard let metrics = try? await service.send(.init("GET", "/metrics")), metrics.isSuccess,
            let line = metrics.text.utf8.split(separator: UInt8(ascii: "\n")).first(where: {
                $0.starts(with: "untrusted_forwarded_requests_total ".utf8)
            }), !line.elementsEqual("untrusted_forwarded_requests_total 0".utf8)
        else { return [] }
        var findings: [Finding] = []
        findings.warn(
            "requests were forwarded by a proxy that is not in TRUSTED_PROXIES",
            "all of its clients share one address and its limits",
            "Add the address in the log line untrusted_proxy to TRUSTED_PROXIES")
        return findings
    }

    private func secrets() -> [Finding] {
        var findings: [Finding] = []
        if settings.serviceToken == ServiceToken.demo {
            findings.warn(
                "CRM_TOKEN is the default one", "it is publicly known",
                "Set it in both services to the output of “openssl rand -hex 32” before others can"
                    + " reach them")
        }
        if settings.isDemo {
            findings.warn(
                "DEMO is on", "the demo accounts' passwords are publicly known",
                "Turn it off where others can reach the services")
        }
        if settings.tokenKey == nil { findings += tokenKey() }
        return findings
    }

    private func tokenKey() -> [Finding] {
        let path = settings.tokenKeyPath
        guard FileManager.default.fileExists(atPath: path) else {
            return [.ok("the first start creates the token key \(path)")]
        }
        return FileExamination(path: path).findings(of: "the token key")
    }

    private func machine() -> [Finding] {
        var findings: [Finding] = []
        let zones = "/usr/share/zoneinfo"
        if !FileManager.default.fileExists(atPath: zones + "/Asia/Kolkata") {
            findings.fail(
                "there are no time zones in \(zones)", "events cannot be created",
                "Install the package tzdata")
        }
        let freeBytes = DatabaseFiles(settings.database).freeBytes
        if freeBytes >= 0, freeBytes < 1e9 {
            findings.fail(
                "\(Int(freeBytes / 1e6)) MB are free on the disk of \(settings.database)",
                "bookings fail when the disk is full", "Free some space, or move the database")
        }
        return findings
    }
}
