import Foundation
import HTTP
import HTTPClient
import JSONCoding

/// Checks over HTTP that both services respond, and that their settings and clocks agree.
struct PeerExamination {
    let service: Doctor.Service
    let settings: ServiceSettings
    let peerAddress: String

    func findings() async -> [Finding] {
        var findings = await own()
        guard let readiness = await readiness(of: peerAddress) else {
            return findings + [
                .error(
                    "\(service.peer) does not answer at \(peerAddress)",
                    "the services cannot work together",
                    "Start it, or correct its address in \(service.peerVariable)")
            ]
        }
        guard let peerReachesService = readiness[service.nameAtPeer] else {
            return findings + [
                .error(
                    "the program at \(peerAddress) is not \(service.peer)",
                    "calls to \(service.peer) fail",
                    "Set \(service.peerVariable) to the address of \(service.peer)")
            ]
        }
        findings.append(.ok("\(service.peer) answers at \(peerAddress)"))
        if !peerReachesService {
            findings.append(
                .warning(
                    "\(service.peer) does not reach \(service.name)",
                    "its calls to \(service.name) fail",
                    "Start \(service.name), or correct its address in \(service.peer)'s settings"))
        }
        if !peerAddress.hasPrefix("https://"), !Self.isOnThisMachine(peerAddress) {
            findings.append(
                .error(
                    "\(service.peerVariable) is not https and not on this machine",
                    "names and the service token are sent unencrypted",
                    "Use https, or run both on one machine"))
        }
        return findings + (await serviceToken()) + (await clock())
    }

    /// Whether this service answers at its configured address, or another program does.
    private func own() async -> [Finding] {
        let address = settings.server.address
        guard address.port != 0 else { return [] }
        let local = "http://\(address)".replacing("//0.0.0.0:", with: "//127.0.0.1:")
            .replacing("//[::]:", with: "//[::1]:")
        if let readiness = await readiness(of: local), readiness[service.peerName] != nil {
            guard readiness["database"] == true else {
                return [
                    .error(
                        "\(service.name) runs at \(local) and cannot read its database",
                        "it answers 503", "Read its log")
                ]
            }
            return [.ok("\(service.name) is ready at \(local)")]
        }
        guard !address.hasListener else {
            return [
                .error(
                    "port \(address.port) is taken by another program",
                    "\(service.name) cannot listen there", "Stop that program, or change PORT")
            ]
        }
        return [
            .error(
                "\(service.name) does not run at \(local)", "clients get no response",
                "Start it: “systemctl start \(service.name.lowercased())”, or Scripts/serve")
        ]
    }

    private func serviceToken() async -> [Finding] {
        let client = client(peerAddress, token: settings.serviceToken)
        defer { client.close() }
        guard let answer = try? await client.send(service.probe) else { return [] }
        guard answer.status == 401 else {
            return [.ok("both services hold the same CRM_TOKEN")]
        }
        return [
            .error(
                "\(service.peer) does not take this CRM_TOKEN",
                "notices and facilitators' commands are refused",
                "Set the same one in both services and restart them")
        ]
    }

    /// Both services store times that the other relies on, so their clocks have to agree.
    private func clock() async -> [Finding] {
        let client = client(peerAddress)
        defer { client.close() }
        guard let answer = try? await client.send(.init("GET", "/metrics")),
            let line = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
                .first(where: { $0.hasPrefix("clock_seconds ") }),
            let peerSeconds = Double(line.dropFirst("clock_seconds ".count))
        else { return [] }
        let difference = Int(abs(peerSeconds - Date().timeIntervalSince1970))
        guard difference > 5 else { return [] }
        return [
            .error(
                "the clocks of the two services differ by \(difference) seconds",
                "holds end and tokens expire at the wrong time",
                "Synchronize both machines' clocks: “timedatectl set-ntp true”")
        ]
    }

    /// The checks in a service's /readyz and whether each is ok; nil without an answer.
    private func readiness(of address: String) async -> [String: Bool]? {
        let client = client(address)
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

    private func client(_ address: String, token: String? = nil) -> PeerClient {
        PeerClient(base: address, token: token, timeout: .seconds(5), connections: 1)
    }

    private static func isOnThisMachine(_ address: String) -> Bool {
        guard let host = BaseURL(address)?.host else { return false }
        return host.hasPrefix("127.") || host == "localhost" || host == "::1"
    }
}
