import Foundation
import HTTP
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Uploads that are meant to do harm, against both running programs.
final class HostilePicturesTests: XCTestCase {
    private static let path = "/api/facilitator/1/events/1/picture"
    private static let large = 2_097_152
    private var installation: Installation!

    override func setUp() async throws { installation = try await Installation() }
    override func tearDown() async throws { await installation?.close() }

    func testAThousandHostilePicturesAreAnsweredInBoundedMemory() async throws {
        var random = SplitMix64(seed: 7)
        let client = installation.crm.client.with(token: Installation.token)
        let pictures = try PictureFixture.allCases.map { try $0.bytes() }
        for picture in pictures { _ = try await answer(to: picture, by: client) }
        let before = try await memory()
        var statuses: [Int: Int] = [:]
        for round in 0..<1_000 {
            var bytes = pictures[Int.random(in: 0..<pictures.count, using: &random)]
            switch round % 5 {
            case 0: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            case 1:
                for _ in 0..<Int.random(in: 1...8, using: &random) {
                    bytes[Int.random(in: bytes.indices, using: &random)] =
                        UInt8.random(in: 0...255, using: &random)
                }
            case 2:
                let other = pictures[Int.random(in: 0..<pictures.count, using: &random)]
                bytes.replaceSubrange(
                    Int.random(in: 0..<bytes.count, using: &random)..., with: other.reversed())
            case 3: bytes += [UInt8](repeating: 0xFF, count: Self.large - bytes.count)
            default:
                let start = bytes.prefix(Int.random(in: 1..<bytes.count, using: &random))
                bytes = Array(start) + [UInt8](repeating: UInt8(round & 0xFF), count: 300_000)
            }
            let status = try await answer(to: bytes, by: client)
            statuses[status, default: 0] += 1
        }
        XCTAssertTrue(Set(statuses.keys).isSubset(of: [200, 413, 415, 422]), "\(statuses)")
        XCTAssertGreaterThan(statuses[422] ?? 0, 300, "\(statuses)")
        let after = try await memory()
        for (service, bytes) in after {
            XCTAssertLessThan(bytes - (before[service] ?? 0), 50_000_000, service)
        }
        let shown = try await installation.main.client.get("/events/1")
        let address = try XCTUnwrap(shown.json["picture"]?["url"]?.string)
        let served = try await installation.main.client.get(address)
        XCTAssertEqual(served.status, 200)
    }

    func testUploadsWithoutPermissionTakeNoMemory() async throws {
        let before = try await memory()
        let content = [UInt8](repeating: 7, count: Self.large - 1)
        for token in ["", "Authorization: Bearer forged\r\n"] {
            let clients = try (0..<100).map { _ in
                let client = try RawClient(address())
                try client.send(head(token))
                return client
            }
            for client in clients {
                try? client.send(content)
                XCTAssertEqual(try client.response().status, 401)
            }
        }
        let after = try await memory()
        for (service, bytes) in after {
            XCTAssertLessThan(bytes - (before[service] ?? 0), 20_000_000, service)
        }
    }

    func testManyUploadsAtATimeAreRefusedAndTheOthersFinish() async throws {
        let before = try await memory()
        let content = [UInt8](repeating: 7, count: Self.large - 1)
        let clients = try (0..<100).map { _ in
            let client = try RawClient(address())
            try client.send(head("Authorization: Bearer \(Installation.token)\r\n"))
            return client
        }
        for client in clients { try? client.send(content) }
        // The last byte is missing, so only refused ones have an answer.
        let refused = clients.filter { $0.hasInput(within: 200) }
        XCTAssertEqual(clients.count - refused.count, 32, "64 MiB of 2 MiB each")
        for client in refused {
            let response = try client.response()
            XCTAssertEqual(response.status, 503)
            XCTAssertEqual(response["retry-after"], "1")
        }
        let during = try await memory()
        XCTAssertLessThan((during["crm"] ?? 0) - (before["crm"] ?? 0), 110_000_000)
        for client in clients where !refused.contains(where: { $0 === client }) {
            try client.send([7])
            XCTAssertEqual(try client.response().status, 422)
        }
        let client = installation.crm.client.with(token: Installation.token)
        let uploaded = try await client.upload(.jpeg, to: Self.path)
        XCTAssertEqual(uploaded.status, 200, uploaded.text)
    }

    private func head(_ authorization: String) -> String {
        "PUT \(Self.path) HTTP/1.1\r\nHost: localhost\r\n\(authorization)"
            + "Content-Type: image/jpeg\r\nContent-Length: \(Self.large)\r\n\r\n"
    }

    private func address() throws -> SocketAddress {
        try XCTUnwrap(
            SocketAddress(host: "127.0.0.1", port: Int(installation.crm.port) ?? 0))
    }

    private func answer(to bytes: [UInt8], by client: TestClient) async throws -> Int {
        try await client.send("PUT", Self.path, body: bytes, ["Content-Type": "image/png"]).status
    }

    /// The resident memory of each service in bytes.
    private func memory() async throws -> [String: Double] {
        var result: [String: Double] = [:]
        for (name, program) in [("main", installation.main), ("crm", installation.crm)] {
            let metrics = try await program.client.get("/metrics").text
            let line = metrics.split(separator: "\n")
                .first { $0.hasPrefix("process_resident_memory_bytes ") }
            result[name] = try XCTUnwrap(
                line.flatMap { Double($0.split(separator: " ").last ?? "") })
        }
        return result
    }
}
