import Foundation
import HTTP
import HTTPClient
import JSONCoding

/// Checks over HTTP that both services respond, and that their settings and clocks agree.
struct PeerExamination {
    let settings: ServiceSettings
    let peerAddress: String
    let installationRequest: ClientRequest
    /// The installation in this service's database: MainAPI's own, or the one whose notices CRMAPI
    /// accepts.
    let installation: String?

    private var name: String { settings.name.rawValue }
    private var peer: String { settings.name.peer.rawValue }
    private var peerVariable: String { settings.name.peer.addressVariable }

    func findings() async -> [Finding] {
        var findings = await own()
        guard let readiness = await readiness(of: peerAddress) else {
            findings.fail(
                "\(peer) does not answer at \(peerAddress)", "the services cannot work together",
                "Start it, or correct its address in \(peerVariable)")
            return findings
        }
        guard let peerReachesService = readiness[settings.name.checkName] else {
            findings.fail(
                "the program at \(peerAddress) is not \(peer)", "calls to \(peer) fail",
                "Set \(peerVariable) to the address of \(peer)")
            return findings
        }
        findings.append(.ok("\(peer) answers at \(peerAddress)"))
        if !peerReachesService {
            findings.warn(
                "\(peer) does not reach \(name)", "its calls to \(name) fail",
                "Start \(name), or correct its address in \(peer)'s settings")
        }
        if !peerAddress.hasPrefix("https://"), BaseURL(peerAddress)?.isLoopback != true {
            findings.fail(
                "\(peerVariable) is not https and not on this machine",
                "names and the service token are sent unencrypted",
                "Use https, or run both on one machine")
        }
        return findings + (await serviceToken()) + (await clock())
    }

    /// Whether this service answers at its configured address, or another program does.
    private func own() async -> [Finding] {
        let address = settings.server.address
        guard address.port != 0 else { return [] }
        var findings: [Finding] = []
        let local = "http://\(address)".replacing("//0.0.0.0:", with: "//127.0.0.1:")
            .replacing("//[::]:", with: "//[::1]:")
        if let readiness = await readiness(of: local),
            readiness[settings.name.peer.checkName] != nil
        {
            guard readiness["database"] == true else {
                findings.fail(
                    "\(name) runs at \(local) and cannot read its database", "it answers 503",
                    "Read its log")
                return findings
            }
            return [.ok("\(name) is ready at \(local)")]
        }
        if address.hasListener {
            findings.fail(
                "port \(address.port) is taken by another program", "\(name) cannot listen there",
                "Stop that program, or change PORT")
        } else {
            findings.fail(
                "\(name) does not run at \(local)", "clients get no response",
                "Start it: “systemctl start \(name.lowercased())”, or Scripts/serve")
        }
        return findings
    }

    private func serviceToken() async -> [Finding] {
        let answer = await response(installationRequest, token: settings.serviceToken)
        guard let answer else { return [] }
        guard answer.status == 401 else {
            let content = try? JSONValue(parsing: answer.body).object
            return [.ok("both services hold the same CRM_TOKEN")]
                + installations(content?["installation"]?.string)
        }
        var findings: [Finding] = []
        findings.fail(
            "\(peer) does not take this CRM_TOKEN",
            "notices and facilitators' commands are refused",
            "Set the same one in both services and restart them")
        return findings
    }

    /// Compares MainAPI's installation with the one whose notices CRMAPI accepts.
    private func installations(_ peerInstallation: String?) -> [Finding] {
        let pair = (installation ?? "none", peerInstallation ?? "none")
        let (main, bound) = settings.name == .mainAPI ? pair : (pair.1, pair.0)
        let state = "MainAPI is installation \(main), and CRMAPI accepts notices of \(bound)"
        guard main != bound, main != "none", bound != "none" else { return [.ok(state)] }
        var findings: [Finding] = []
        findings.fail(
            state, "bookings do not reach CRMAPI",
            "Correct CRM_URL and MAIN_URL, or accept the other installation with “CRMAPI bind"
                + " \(main)”")
        return findings
    }

    /// The clocks must agree, because each service stores times that the other uses.
    private func clock() async -> [Finding] {
        guard let answer = await response(.init("GET", "/metrics")),
            let line = answer.text.split(separator: "\n")
                .first(where: { $0.hasPrefix("clock_seconds ") }),
            let peerSeconds = Double(line.dropFirst("clock_seconds ".count))
        else { return [] }
        let difference = Int(abs(peerSeconds - Date().timeIntervalSince1970))
        guard difference > 5 else { return [] }
        var findings: [Finding] = []
        findings.fail(
            "the clocks of the two services differ by \(difference) seconds",
            "holds end and tokens expire at the wrong time",
            "Synchronize both machines' clocks: “timedatectl set-ntp true”")
        return findings
    }

    /// The checks in a service's /readyz and whether each is ok; nil without an answer.
    private func readiness(of address: String) async -> [String: Bool]? {
        guard let answer = await response(.init("GET", "/readyz"), from: address),
            let checks = try? JSONValue(parsing: answer.body).object?["checks"]?.array
        else { return nil }
        return Dictionary(
            checks.compactMap { check in
                check.object.flatMap { check in
                    check["name"]?.string.map { ($0, check["status"]?.string == "ok") }
                }
            }, uniquingKeysWith: { $1 })
    }

    /// The response of the other service, or of the one at `address`; nil if there is none.
    private func response(
        _ request: ClientRequest, from address: String? = nil, token: String? = nil
    ) async -> ClientResponse? {
        let client = PeerClient(
            base: address ?? peerAddress, token: token, timeout: .seconds(5), connections: 1)
        defer { client.close() }
        return try? await client.send(request)
    }
}
