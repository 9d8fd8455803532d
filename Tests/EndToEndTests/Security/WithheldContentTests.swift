import Foundation
import HTTP
import TestSupport
import XCTest

/// Content that a client announces and does not complete holds no memory of the service.
final class WithheldContentTests: XCTestCase {
    private static let connections = 60
    private var folder = ""

    override func setUp() async throws {
        folder = NSTemporaryDirectory() + "withheld-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    override func tearDown() async throws {
        try FileManager.default.removeItem(atPath: folder)
    }

    func testContentOfARouteThatReadsNoneTakesNoMemory() async throws {
        let running = try Program.mainAPI.start(
            ["--port", "0", "--database", folder + "/test.sqlite"],
            environment: ["LIMIT_ADDRESSES": "0", "LOG_REQUESTS": "0"])
        let port = try XCTUnwrap(running.address.split(separator: ":").last.flatMap { Int($0) })
        let address = try XCTUnwrap(SocketAddress(host: "127.0.0.1", port: port))
        for length in [1_048_575, 262_144] {
            // Connections without content show what a connection itself takes.
            let idle = try (0..<Self.connections).map { _ in try RawClient(address) }
            for client in idle {
                try client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                XCTAssertEqual(try client.response().status, 200)
            }
            _ = try peakKilobytes(of: running.identifier)
            let before = try peakKilobytes(of: running.identifier)
            let clients = try (0..<Self.connections).map { _ in try RawClient(address) }
            let content = [UInt8](repeating: UInt8(ascii: "a"), count: length - 1)
            for client in clients {
                try client.send(
                    "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
                // The service may refuse the content and close before it has all arrived.
                try? client.send(content)
            }
            for client in clients {
                try? client.send("a")
                XCTAssertEqual(try client.response().status, length > 262_144 ? 413 : 200)
            }
            let growth = try peakKilobytes(of: running.identifier) - before
            XCTAssertLessThan(growth, 5_000, "content of \(length) bytes")
        }
        _ = await running.stop()
    }

    /// The most memory that the process has had since the last call, in KB.
    private func peakKilobytes(of process: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let peak = line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first
        // Resets the peak to the current value (proc(5)).
        try "5".write(toFile: "/proc/\(process)/clear_refs", atomically: false, encoding: .utf8)
        return try XCTUnwrap(peak.flatMap { Int($0) }, status)
    }
}
