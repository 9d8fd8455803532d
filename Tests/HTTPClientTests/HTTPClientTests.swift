import Foundation
import HTTPClient
import XCTest

/// What the client makes of services that do not answer as they should, over sockets and over
/// URLSession.
final class HTTPClientTests: XCTestCase {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: "

    func testAnAnswerIsTakenWithItsFields() async throws {
        try await overBoth { overURLSession in
            let answer = try await answer(
                of: "HTTP/1.1 409 Conflict\r\nETag: \"7\"\r\nContent-Length: 4\r\n\r\nfull",
                overURLSession)
            XCTAssertEqual(answer.status, 409)
            XCTAssertFalse(answer.isSuccess)
            XCTAssertEqual(answer["etag"], "\"7\"")
            XCTAssertEqual(answer.body, Array("full".utf8))
        }
    }

    func testARedirectIsNotFollowed() async throws {
        try await overBoth { overURLSession in
            let server = try RawServer([Array("HTTP/1.1 200 OK\r\n\r\n".utf8)])
            let elsewhere =
                "HTTP/1.1 302 Found\r\nLocation: \(server.address)/\r\nContent-Length: 0"
            let answer = try? await answer(of: elsewhere + "\r\n\r\n", overURLSession)
            XCTAssertNotEqual(answer?.isSuccess, true)
            XCTAssertEqual(server.connections, 0)
        }
    }

    func testURLSessionIsNotAskedWhileNobodyListens() async throws {
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
            let answer = try await client.send(ClientRequest("GET", "/"))
            XCTAssertEqual(answer.status, 204)
        }
        XCTAssertEqual(server?.connections, 2, "one that looks, and one that is kept")
        server = nil
        let unheard = Client(base: address, timeout: .seconds(5), overURLSession: true)
        do {
            _ = try await unheard.send(ClientRequest("GET", "/"))
            XCTFail("nobody is there")
        } catch {
            XCTAssertEqual("\(error)", "GET /: connect: Connection refused")
        }
    }

    func testAnAnswerThatTricklesIsCutOffInTime() async throws {
        let count = 6_000
        let trickle =
            [Array("\(Self.head)\(count)\r\n\r\n".utf8)] + repeatElement([0x61], count: count)
        try await overBoth { overURLSession in
            do {
                _ = try await answer(of: trickle, pausing: 0.1, within: 1, overURLSession)
                XCTFail("it takes ten minutes")
            } catch {
                XCTAssertEqual("\(error)", "GET /: the response took too long")
            }
        }
    }

    func testAnAnswerThatNeverEndsIsCutOff() async throws {
        let piece = [UInt8](repeating: 0x61, count: 1_000_000)
        for framing in ["Content-Length: 99000000", "Connection: close"] {
            let head = "HTTP/1.1 200 OK\r\n\(framing)\r\n\r\n"
            let endless = [Array(head.utf8)] + repeatElement(piece, count: 20)
            try await overBoth { overURLSession in
                do {
                    _ = try await answer(of: endless, overURLSession)
                    XCTFail("it is too long")
                } catch {
                    XCTAssertEqual("\(error)", "GET /: the response is too long")
                }
            }
        }
    }

    func testAClosedClientCallsNobody() async throws {
        try await overBoth { overURLSession in
            let client = Client(base: "http://127.0.0.1:9", overURLSession: overURLSession)
            client.close()
            do {
                _ = try await client.send(ClientRequest("GET", "/"))
                XCTFail("it is closed")
            } catch {
                XCTAssertEqual("\(error)", "GET /: the client is closed")
            }
        }
    }

    func testClosingEndsWhatIsUnderWay() async throws {
        try await overBoth { overURLSession in
            let server = try RawServer([])
            let client = Client(
                base: server.address, timeout: .seconds(60), overURLSession: overURLSession)
            async let answer = client.send(ClientRequest("GET", "/"))
            while server.connections == 0 { try await Task.sleep(for: .milliseconds(5)) }
            client.close()
            do {
                _ = try await answer
                XCTFail("there is none")
            } catch {}
        }
    }

    private func overBoth(_ body: (_ overURLSession: Bool) async throws -> Void) async throws {
        try await body(false)
        try await body(true)
    }

    private func answer(of text: String, _ overURLSession: Bool) async throws -> ClientResponse {
        try await answer(of: [Array(text.utf8)], overURLSession)
    }

    /// What a client with so much patience makes of these octets.
    private func answer(
        of pieces: [[UInt8]], pausing pause: Double = 0, within seconds: Double = 60,
        _ overURLSession: Bool
    ) async throws -> ClientResponse {
        let server = try RawServer(pausing: pause, pieces)
        let client = Client(
            base: server.address, timeout: .seconds(seconds), overURLSession: overURLSession)
        return try await client.send(ClientRequest("GET", "/"))
    }
}
