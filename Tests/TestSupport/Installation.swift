import Foundation
import HTTPClient
import Platform
import XCTest

/// Both executables, run as an operator runs them: in one folder, each with a log file.
package final class Installation: Sendable {
    package static let token = "a-token-of-this-installation"

    package let folder: String
    package let main: RunningProgram
    package let crm: RunningProgram
    /// The environment both were started with.
    package let settings: [String: String]
    private let ports: [ReservedPort]

    /// Starts both with proxy headers trusted, and creates one event of facilitator 1.
    package init(environment: [String: String] = [:]) async throws {
        folder = NSTemporaryDirectory() + "installation-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let ports = (main: try ReservedPort(), crm: try ReservedPort())
        self.ports = [ports.main, ports.crm]
        var settings = ["CRM_TOKEN": Self.token, "BEHIND_PROXY": "1", "ALLOW_SANDBOX": "1"]
        settings["CRM_URL"] = "http://127.0.0.1:\(ports.crm.number)"
        settings["MAIN_URL"] = "http://127.0.0.1:\(ports.main.number)"
        settings["PUBLIC_URL"] = settings["MAIN_URL"]
        settings["CRM_PUBLIC_URL"] = settings["CRM_URL"]
        settings.merge(environment) { $1 }
        self.settings = settings
        main = try Program.mainAPI.start(
            ["--port", "\(ports.main.number)", "--database", folder + "/main.sqlite"],
            environment: settings, log: folder + "/main.log")
        crm = try Program.crmAPI.start(
            ["--port", "\(ports.crm.number)", "--database", folder + "/crm.sqlite"],
            environment: settings, log: folder + "/crm.log")
        try Program.crmAPI.run(
            [
                "facilitator", "add", "priya", "Dr. Priya Sharma", "--database",
                folder + "/crm.sqlite",
            ],
            environment: settings, input: "a-long-password\n")
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

    /// Stops both; their logs are complete then.
    package func stop() async {
        _ = await main.stop()
        _ = await crm.stop()
    }

    /// Stops both and deletes the folder.
    package func close() async {
        await stop()
        for port in ports { port.release() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The log of `main` or `crm`.
    package func log(_ service: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(service).log", encoding: .utf8)
    }

    /// Waits until, for each pattern, a log line with the request ID matches it.
    ///
    /// A pattern starts with the service's name, such as `main: `.
    package func waitForLines(of id: String, _ patterns: String...) async throws {
        for pattern in patterns {
            let pattern = try Regex(pattern)
            try await waitUntil {
                try lines(of: id).contains { $0.prefixMatch(of: pattern) != nil }
            }
        }
    }

    private func lines(of id: String) throws -> [String] {
        try ["main", "crm"].flatMap { service in
            try log(service).split(separator: "\n").filter { $0.contains(id) }
                .map { "\(service): \($0)" }
        }
    }

    /// Waits until CRMAPI has received every notice and MainAPI has recorded that.
    ///
    /// - Parameter program: Another run of MainAPI, if the first has ended.
    package func waitForDelivery(by program: RunningProgram? = nil) async throws {
        try await waitUntil {
            try await (program ?? main).client.get("/metrics").text.contains("\noutbox_pending 0\n")
        }
    }
}
