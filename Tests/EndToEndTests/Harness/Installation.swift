import Foundation
import Platform
import XCTest

/// Both executables as an operator runs them, in a folder of their own, each with a log.
final class Installation: Sendable {
    static let token = "a-token-of-this-installation"

    let folder: String
    let main: RunningProgram
    let crm: RunningProgram
    /// What both were started with.
    let settings: [String: String]
    private let ports: [ReservedPort]

    /// Starts both behind a proxy, as it were; facilitator 1 gives the one event that there is.
    init(environment: [String: String] = [:]) async throws {
        folder = NSTemporaryDirectory() + "installation-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let ports = (main: try ReservedPort(), crm: try ReservedPort())
        self.ports = [ports.main, ports.crm]
        var settings = ["CRM_TOKEN": Self.token, "BEHIND_PROXY": "1"]
        settings["CRM_URL"] = "http://127.0.0.1:\(ports.crm.number)"
        settings["MAIN_URL"] = "http://127.0.0.1:\(ports.main.number)"
        settings.merge(environment) { $1 }
        self.settings = settings
        try Program.crmAPI.run(
            [
                "facilitator", "add", "priya", "Dr. Priya Sharma", "--database",
                folder + "/crm.sqlite",
            ],
            environment: settings, input: "a-long-password\n")
        main = try Program.mainAPI.start(
            ["--port", "\(ports.main.number)", "--database", folder + "/main.sqlite"],
            environment: settings, log: folder + "/main.log")
        crm = try Program.crmAPI.start(
            ["--port", "\(ports.crm.number)", "--database", folder + "/crm.sqlite"],
            environment: settings, log: folder + "/crm.log")
        let start = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 864_000))
        let end = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 871_200))
        let created = try await crm.client.with(token: Self.token).post(
            "/api/facilitator/1/events",
            """
            {"title": "Evening Talk", "description": "An hour.", "kind": "session",
             "location": "Bengaluru", "time_zone": "Asia/Kolkata", "starts_at": "\(start)",
             "ends_at": "\(end)", "capacity": 20, "price": 0, "currency": "INR",
             "refund_policy": []}
            """)
        XCTAssertEqual(created.status, 201, created.text)
    }

    /// Stops both, whose logs are whole then.
    func stop() async {
        _ = await main.stop()
        _ = await crm.stop()
    }

    /// Stops both and takes the folder away.
    func close() async {
        await stop()
        for port in ports { port.release() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    func log(_ service: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(service).log", encoding: .utf8)
    }

    /// Waits until `grep ID main.log crm.log` finds a line for each pattern, each of which begins
    /// with the service's name.
    func waitForLines(of id: String, _ patterns: String...) async throws {
        for pattern in patterns {
            let pattern = try Regex(pattern)
            _ = try await eventually {
                try self.lines(of: id).contains { $0.prefixMatch(of: pattern) != nil } ? true : nil
            }
        }
    }

    private func lines(of id: String) throws -> [String] {
        try ["main", "crm"].flatMap { service in
            try log(service).split(separator: "\n").filter { $0.contains(id) }
                .map { "\(service): \($0)" }
        }
    }

    /// Waits until CRMAPI has taken every notice, and MainAPI has noted that.
    ///
    /// - Parameter program: MainAPI, if it is another run of it by now.
    func waitUntilNoticed(by program: RunningProgram? = nil) async throws {
        _ = try await eventually {
            try await (program ?? main).client.get("/metrics").text.contains("\noutbox_pending 0\n")
                ? true : nil
        }
    }
}
