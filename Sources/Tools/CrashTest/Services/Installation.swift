import Foundation
import Glibc
import Platform

enum Service: String, CaseIterable {
    case crm = "CRMAPI"
    case main = "MainAPI"
}

/// A temporary folder, ports and settings for both services.
struct Installation: Sendable {
    static let serviceToken = "crash-test-service-token-7b1e"
    /// Short, so that holds expire during the run.
    private static let holdSeconds = 3

    let folder: String
    /// Reserved, so that a restarted service can bind its port again.
    private let ports: (main: ReservedPort, crm: ReservedPort)
    private let programs: String

    init(programs: String) throws {
        self.programs = programs
        folder = NSTemporaryDirectory() + "crash-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        ports = (try ReservedPort(), try ReservedPort())
    }

    var mainPort: UInt16 { ports.main.number }
    var crmPort: UInt16 { ports.crm.number }

    var mainDatabase: String { folder + "/main.sqlite" }
    /// The database of the sandbox gateway.
    var gatewayDatabase: String { mainDatabase + ".sandbox" }
    var mailFolder: String { folder + "/mail" }
    var crmDatabase: String { folder + "/crm.sqlite" }

    func start(_ service: Service) throws -> ServiceProcess {
        try ServiceProcess(
            "\(programs)/\(service.rawValue)", environment: environment(of: service),
            log: log(of: service))
    }

    /// Runs a command of a service, such as `check`.
    func run(
        _ service: Service, _ command: String
    ) throws -> (succeeded: Bool, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "\(programs)/\(service.rawValue)")
        process.arguments = [command]
        process.environment = environment(of: service)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus == 0, String(decoding: text, as: UTF8.self))
    }

    /// The log lines of both services above the level warning, except for refunds that the sandbox
    /// lets fail.
    func errorLines() -> [String] {
        Service.allCases.flatMap { service in
            let text = (try? String(contentsOfFile: log(of: service), encoding: .utf8)) ?? ""
            return text.split(separator: "\n")
                .filter { !$0.contains("level=warning") && !$0.contains("event=refund_failed") }
                .map { "\(service.rawValue): \($0)" }
        }
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func log(of service: Service) -> String { "\(folder)/\(service.rawValue).log" }

    private func environment(of service: Service) -> [String: String] {
        [
            "PATH": "/usr/bin:/bin", "DEMO": service == .crm ? "1" : "0",
            "PORT": "\(service == .main ? mainPort : crmPort)",
            "DATABASE": service == .main ? mainDatabase : crmDatabase,
            "MAIN_URL": "http://127.0.0.1:\(mainPort)", "CRM_URL": "http://127.0.0.1:\(crmPort)",
            "CRM_TOKEN": Self.serviceToken, "LIMIT_ADDRESSES": "0", "LIMIT_ACCOUNTS": "0",
            "LOG_LEVEL": "warning",
            "LOG_REQUESTS": "0", "HOLD_LENGTH": "\(Self.holdSeconds)s", "CHECK_INTERVAL": "3s",
            "REFUNDS_PER_SECOND": "100",
        ]
    }
}
