import Foundation
import JSONCoding
import XCTest

/// The system's ChromeDriver, running, and calls to it (W3C WebDriver).
final class WebDriver: @unchecked Sendable {
    // The process is started once, in `init`, and only ever ended after it.
    private let process = Process()
    private let exchange: DriverExchange
    /// For what the driver and its browsers leave behind, which is much.
    private let folder: String

    /// A command that the driver refused.
    struct Refusal: Error, CustomStringConvertible {
        let error: String
        let message: String

        var description: String {
            "\(error): \(message.split(separator: "\n").first ?? "")"
        }
    }

    /// Where the driver is installed; nil where it is not.
    static var path: String? {
        ["/usr/bin/chromedriver", "/usr/local/bin/chromedriver"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Starts the driver on a port that it picks, and waits until it says which.
    init(path: String) throws {
        // Short, as a browser has a socket in it.
        folder = NSTemporaryDirectory() + "browser-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["--port=0"]
        process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": folder]) { $1 }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        var port: Substring?
        while port == nil {
            let octets = output.fileHandleForReading.availableData
            guard !octets.isEmpty else {
                throw Refusal(error: "not started", message: text)
            }
            text += String(decoding: octets, as: UTF8.self)
            port = text.firstMatch(of: /successfully on port (\d+)/)?.1
        }
        exchange = DriverExchange(port: try XCTUnwrap(port.flatMap { UInt16($0) }))
    }

    /// Ends the driver and takes its folder away; its browsers have to be closed before.
    ///
    /// It was started by a thread that takes no signals, and so takes none but this one.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Gives a command and answers the value that comes back.
    @discardableResult
    func send(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue
    {
        var content: Data?
        if let body {
            var json = JSONWriter(reservingCapacity: 256)
            body.write(to: &json)
            content = Data(json.bytes)
        }
        let (status, answer) = try await exchange.send(method, path, content)
        let value = try JSONValue(parsing: answer, maximumDepth: 64)["value"] ?? .null
        guard status == 200 else {
            throw Refusal(
                error: value["error"]?.string ?? "unknown",
                message: value["message"]?.string ?? "")
        }
        return value
    }
}
