import Foundation
import HTTP
import HTTPClient
import JSONCoding

/// Asks both services over HTTP: who answers where, and whether they agree.
struct Neighbourhood {
    private let patient: Doctor.Service
    private let settings: ServiceSettings
    private let peer: String

    init(_ patient: Doctor.Service, _ settings: ServiceSettings, peer: String) {
        self.patient = patient
        self.settings = settings
        self.peer = peer
    }

    func findings() async -> [Finding] {
        var findings = await own()
        guard let readiness = await readiness(of: peer) else {
            return findings + [
                .fault(
                    "\(patient.peer) does not answer at \(peer)",
                    "the two cannot work together",
                    "Start it, or set \(patient.peerVariable) to where it is")
            ]
        }
        guard readiness[patient.nameAtPeer] != nil else {
            return findings + [
                .fault(
                    "what answers at \(peer) is not \(patient.peer)",
                    "bookings are not told to the right one",
                    "Set \(patient.peerVariable) to where \(patient.peer) is")
            ]
        }
        findings.append(.well("\(patient.peer) answers at \(peer)"))
        if readiness[patient.nameAtPeer] == false {
            findings.append(
                .remark(
                    "\(patient.peer) does not reach \(patient.name)",
                    "half of what it does needs it",
                    "Start \(patient.name), or set the address by which \(patient.peer) knows it"))
        }
        if !peer.hasPrefix("https://"), !Self.isOnThisMachine(peer) {
            findings.append(
                .fault(
                    "\(patient.peerVariable) is not https and not on this machine",
                    "names and the service token travel in the clear",
                    "Use https, or run both on one machine"))
        }
        return findings + (await token()) + (await clock())
    }

    /// Whether this very service answers where its settings say, or somebody else does.
    private func own() async -> [Finding] {
        let address = settings.server.address
        guard address.port != 0 else { return [] }
        let local = "http://\(address)".replacing("//0.0.0.0:", with: "//127.0.0.1:")
            .replacing("//[::]:", with: "//[::1]:")
        if let readiness = await readiness(of: local) {
            guard readiness[patient.peerName] != nil else {
                return [portTaken(address)]
            }
            guard readiness["database"] == true else {
                return [
                    .fault(
                        "\(patient.name) runs at \(local) and cannot read its database",
                        "it answers 503", "Its log says why")
                ]
            }
            return [.well("\(patient.name) is ready at \(local)")]
        }
        if address.hasListener { return [portTaken(address)] }
        return [
            .fault(
                "\(patient.name) does not run at \(local)", "nobody is served",
                "Start it: “systemctl start \(patient.name.lowercased())”, or Scripts/serve")
        ]
    }

    private func portTaken(_ address: SocketAddress) -> Finding {
        .fault(
            "port \(address.port) is taken by another program",
            "\(patient.name) cannot listen there", "Stop that program, or set PORT")
    }

    private func token() async -> [Finding] {
        let client = client(peer, token: settings.serviceToken)
        defer { client.close() }
        guard let answer = try? await client.send(patient.probe) else { return [] }
        guard answer.status == 401 else {
            return [.well("both services hold the same CRM_TOKEN")]
        }
        return [
            .fault(
                "\(patient.peer) does not take this CRM_TOKEN",
                "neither notices nor facilitators' commands get through",
                "Set the same one in both services and start them anew")
        ]
    }

    /// Both stamp what the other relies on, so their clocks have to agree.
    private func clock() async -> [Finding] {
        let client = client(peer)
        defer { client.close() }
        guard let answer = try? await client.send(.init("GET", "/metrics")),
            let line = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
                .first(where: { $0.hasPrefix("clock_seconds ") }),
            let theirs = Double(line.dropFirst("clock_seconds ".count))
        else { return [] }
        let difference = Int(abs(theirs - Date().timeIntervalSince1970))
        guard difference > 5 else { return [] }
        return [
            .fault(
                "the clocks of the two services differ by \(difference) seconds",
                "holds end and tokens expire at the wrong time",
                "Keep both machines' clocks by NTP: “timedatectl set-ntp true”")
        ]
    }

    /// What a service's /readyz says of each thing it stands on; nil where none answers.
    private func readiness(of base: String) async -> [String: Bool]? {
        let client = client(base)
        defer { client.close() }
        guard let answer = try? await client.send(.init("GET", "/readyz")),
            let checks = try? JSONValue(parsing: answer.body).object?["checks"]?.array
        else { return nil }
        return Dictionary(
            checks.compactMap { check in
                check.object.flatMap { check in
                    check["name"]?.string.map { ($0, check["status"]?.string == "ok") }
                }
            }, uniquingKeysWith: { $1 })
    }

    private func client(_ base: String, token: String? = nil) -> PeerClient {
        PeerClient(base: base, token: token, timeout: .seconds(5), connections: 1)
    }

    private static func isOnThisMachine(_ base: String) -> Bool {
        guard let host = BaseURL(base)?.host else { return false }
        return host.hasPrefix("127.") || host == "localhost" || host == "::1"
    }
}
