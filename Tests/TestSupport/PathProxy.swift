import Foundation
import HTTPClient
import Platform
import XCTest

/// nginx in front of both services, each below a path of one host: `/book` and `/crm`.
package final class PathProxy: Sendable {
    private static let program = ["/usr/sbin/nginx", "/usr/bin/nginx"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private let port: ReservedPort
    private let folder: String
    private let process = Process()

    /// The settings of services behind a proxy on this port.
    package static func settings(port: ReservedPort) -> [String: String] {
        let host = "http://127.0.0.1:\(port.number)"
        return ["PUBLIC_URL": host + "/book", "CRM_PUBLIC_URL": host + "/crm"]
    }

    /// - Parameter removesPath: Whether the services get the paths without `/book` and `/crm`.
    package init(to system: TestSystem, on port: ReservedPort, removesPath: Bool) async throws {
        self.port = port
        folder = NSTemporaryDirectory() + "proxy-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let end = removesPath ? "/" : ""
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: " ")
        try """
        \(geteuid() == 0 ? "user root;" : "")
        daemon off; pid \(folder)/nginx.pid; error_log \(folder)/error.log;
        events {}
        http {
            access_log off; \(temporary)
            server {
                listen 127.0.0.1:\(port.number) reuseport;
                location /book/ { proxy_pass \(system.main.base)\(end); }
                location /crm/ { proxy_pass \(system.crm.base)\(end); }
                location / { return 404 "outside"; }
            }
        }
        """.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
        process.executableURL = URL(
            fileURLWithPath: try XCTUnwrap(
                Self.program, "nginx is missing: Scripts/check installs it"))
        process.arguments = [
            "-p", folder, "-c", "\(folder)/nginx.conf", "-e", "\(folder)/error.log",
        ]
        try process.run()
        let client = TestClient(base: origin)
        try await waitUntil { (try? await client.get("/book/healthz"))?.status == 200 }
    }

    /// The address of the host, without a path.
    package var origin: String { "http://127.0.0.1:\(port.number)" }

    package func close() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
