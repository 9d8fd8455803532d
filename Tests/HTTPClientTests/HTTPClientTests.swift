import Foundation
import HTTPClient
import XCTest

/// Responses over sockets and over URLSession, mostly of services that misbehave.
final class HTTPClientTests: XCTestCase {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: "

    func testAResponseIsReadWithItsFields() async throws {
        try await overBoth { overURLSession in
            let response = try await self.response(
                of: "HTTP/1.1 409 Conflict\r\nETag: \"7\"\r\nContent-Length: 4\r\n\r\nfull",
                overURLSession)
            XCTAssertEqual(response.status, 409)
            XCTAssertFalse(response.isSuccess)
            XCTAssertEqual(response["etag"], "\"7\"")
            XCTAssertEqual(response.body, Array("full".utf8))
        }
    }

    func testARedirectIsNotFollowed() async throws {
        try await overBoth { overURLSession in
            let server = try RawServer([Array("HTTP/1.1 200 OK\r\n\r\n".utf8)])
            let elsewhere =
                "HTTP/1.1 302 Found\r\nLocation: \(server.address)/\r\nContent-Length: 0"
            let response = try? await self.response(of: elsewhere + "\r\n\r\n", overURLSession)
            XCTAssertNotEqual(response?.isSuccess, true)
            XCTAssertEqual(server.connections, 0)
        }
    }

    func testURLSessionIsNotUsedWhileTheServiceIsDown() async throws {
        var server: RawServer? = try RawServer { connection, _ in
            while !connection.request().isEmpty {
                guard connection.send(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)) else {
                    return
                }
            }
        }
        let address = try XCTUnwrap(server?.address)
        let client = Client(base: address, timeout: .seconds(5), overURLSession: true)
        for _ in 1...3 {
            let response = try await client.send(ClientRequest("GET", "/"))
            XCTAssertEqual(response.status, 204)
        }
        XCTAssertEqual(server?.connections, 2, "the probe and the kept connection")
        server = nil
        let disconnected = Client(base: address, timeout: .seconds(5), overURLSession: true)
        do {
            _ = try await disconnected.send(ClientRequest("GET", "/"))
            XCTFail("the service is down")
        } catch {
            XCTAssertEqual("\(error)", "GET /: connect: Connection refused")
        }
    }

    func testASlowResponseTimesOut() async throws {
        let count = 6_000
        let trickle =
            [Array("\(Self.head)\(count)\r\n\r\n".utf8)] + repeatElement([0x61], count: count)
        try await overBoth { overURLSession in
            do {
                _ = try await response(of: trickle, pausing: 0.1, within: 1, overURLSession)
                XCTFail("the response takes ten minutes")
            } catch {
                XCTAssertEqual("\(error)", "GET /: the response took too long")
            }
        }
    }

    func testAnOverlongResponseIsAnError() async throws {
        let piece = [UInt8](repeating: 0x61, count: 1_000_000)
        for framing in ["Content-Length: 99000000", "Connection: close"] {
            let head = "HTTP/1.1 200 OK\r\n\(framing)\r\n\r\n"
            let endless = [Array(head.utf8)] + repeatElement(piece, count: 20)
            try await overBoth { overURLSession in
                do {
                    _ = try await response(of: endless, overURLSession)
                    XCTFail("the response is too long")
                } catch {
                    XCTAssertEqual("\(error)", "GET /: the response is too long")
                }
            }
        }
    }

    func testAClosedClientSendsNoRequest() async throws {
        try await overBoth { overURLSession in
            let client = Client(base: "http://127.0.0.1:9", overURLSession: overURLSession)
            client.close()
            do {
                _ = try await client.send(ClientRequest("GET", "/"))
                XCTFail("the client is closed")
            } catch {
                XCTAssertEqual("\(error)", "GET /: the client is closed")
            }
        }
    }

    func testClosingEndsRequestsInProgress() async throws {
        try await overBoth { overURLSession in
            let server = try RawServer([])
            let client = Client(
                base: server.address, timeout: .seconds(60), overURLSession: overURLSession)
            async let response = client.send(ClientRequest("GET", "/"))
            while server.connections == 0 { try await Task.sleep(for: .milliseconds(5)) }
            client.close()
            do {
                _ = try await response
                XCTFail("the server sends no response")
            } catch {}
        }
    }

    private func overBoth(_ body: (_ overURLSession: Bool) async throws -> Void) async throws {
        try await body(false)
        try await body(true)
    }

    private func response(of text: String, _ overURLSession: Bool) async throws -> ClientResponse {
        try await response(of: [Array(text.utf8)], overURLSession)
    }

    /// The client's response to these bytes.
    private func response(
        of pieces: [[UInt8]], pausing pause: Double = 0, within seconds: Double = 60,
        _ overURLSession: Bool
    ) async throws -> ClientResponse {
        let server = try RawServer(pausing: pause, pieces)
        let client = Client(
            base: server.address, timeout: .seconds(seconds), overURLSession: overURLSession)
        return try await client.send(ClientRequest("GET", "/"))
    }
}
