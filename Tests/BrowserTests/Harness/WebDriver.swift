import Foundation
import HTTPClient
import JSONCoding
import XCTest

/// A ChromeDriver process, and commands to it (W3C WebDriver).
final class WebDriver: @unchecked Sendable {
    // `init` starts the process and only `stop()` uses it afterwards.
    private let process = Process()
    /// URLSession on Linux does not accept ChromeDriver's header fields, which have no space after the
    /// colon (allowed by RFC 9112 §5).
    private let client: Client
    /// For the temporary files of the driver and its browsers, which do not delete all of them.
    private let folder: String

    /// A command that failed.
    struct CommandError: Error, CustomStringConvertible {
        let error: String
        let message: String

        var description: String {
            "\(error): \(message.split(separator: "\n").first ?? "")"
        }
    }

    /// The path of the installed driver, if there is one.
    static var path: String? {
        ["/usr/bin/chromedriver", "/usr/local/bin/chromedriver"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Starts the driver on a free port and waits until it prints the number.
    init(path: String) throws {
        // The browser creates a socket in it, and the paths of sockets must be short.
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
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else {
                throw CommandError(error: "not started", message: text)
            }
            text += String(decoding: bytes, as: UTF8.self)
            port = text.firstMatch(of: /successfully on port (\d+)/)?.1
        }
        // A command waits for a page to load, and the browser's logs are long.
        client = Client(
            base: "http://127.0.0.1:\(try XCTUnwrap(port))", timeout: .seconds(300),
            maximumBodyBytes: 268_435_456)
    }

    /// Stops the driver and deletes its folder. Its browsers must be closed before.
    ///
    /// The driver inherited a thread's mask that blocks all signals; SIGKILL cannot be blocked.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Sends a command and returns the value of the response.
    @discardableResult
    func send(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue
    {
        var content: [UInt8]?
        if let body {
            var json = JSONWriter(reservingCapacity: 256)
            body.write(to: &json)
            content = json.bytes
        }
        let response = try await client.send(ClientRequest(method, path, body: content))
        let value = try JSONValue(parsing: response.body, maximumDepth: 64)["value"] ?? .null
        guard response.status == 200 else {
            throw CommandError(
                error: value["error"]?.string ?? "unknown",
                message: value["message"]?.string ?? "")
        }
        return value
    }
}
