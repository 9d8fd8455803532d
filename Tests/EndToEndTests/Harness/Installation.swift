import Foundation
import XCTest

/// Both executables as an operator runs them, in a folder of their own, each with a log that is kept.
final class Installation {
    static let token = "a-token-of-this-installation"

    let folder: String
    let main: RunningProgram
    let crm: RunningProgram
    /// What both were started with.
    let settings: [String: String]

    /// Starts both behind a proxy, as it were; facilitator 1 gives the one event that there is.
    init(environment: [String: String] = [:]) async throws {
        folder = NSTemporaryDirectory() + "installation-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let ports = (main: try FreePort.pick(), crm: try FreePort.pick())
        var settings = ["CRM_TOKEN": Self.token, "BEHIND_PROXY": "1"]
        settings["CRM_URL"] = "http://127.0.0.1:\(ports.crm)"
        settings["MAIN_URL"] = "http://127.0.0.1:\(ports.main)"
        settings.merge(environment) { $1 }
        self.settings = settings
        try Program.crmAPI.run(
            [
                "facilitator", "add", "priya", "Dr. Priya Sharma", "--database",
                folder + "/crm.sqlite",
            ],
            environment: settings, input: "a-long-password\n")
        main = try Program.mainAPI.start(
            ["--port", "\(ports.main)", "--database", folder + "/main.sqlite"],
            environment: settings, log: folder + "/main.log")
        crm = try Program.crmAPI.start(
            ["--port", "\(ports.crm)", "--database", folder + "/crm.sqlite"],
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

    func stop() async {
        _ = await main.stop()
        _ = await crm.stop()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func log(_ service: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(service).log", encoding: .utf8)
    }

    /// What `grep ID main.log crm.log` finds, as soon as it is so many lines.
    func lines(of id: String, atLeast count: Int) async throws -> [String] {
        try await eventually {
            let lines = try ["main", "crm"].flatMap { service in
                try self.log(service).split(separator: "\n").filter { $0.contains(id) }
                    .map { "\(service): \($0)" }
            }
            return lines.count >= count ? lines : nil
        }
    }
}
