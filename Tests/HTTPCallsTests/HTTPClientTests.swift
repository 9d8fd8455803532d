import Foundation
import HTTPCalls
import XCTest

/// What the client makes of services that do not answer as they should.
final class HTTPClientTests: XCTestCase {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: "

    func testAnAnswerIsTakenWithItsFields() async throws {
        let answer = try await answer(
            of: "HTTP/1.1 409 Conflict\r\nETag: \"7\"\r\nContent-Length: 4\r\n\r\nfull")
        XCTAssertEqual(answer.status, 409)
        XCTAssertFalse(answer.isSuccess)
        XCTAssertEqual(answer["etag"], "\"7\"")
        XCTAssertEqual(answer.body, Array("full".utf8))
    }

    func testARedirectIsNotFollowed() async throws {
        let server = try RawServer([Array("HTTP/1.1 200 OK\r\n\r\n".utf8)])
        let elsewhere = "HTTP/1.1 302 Found\r\nLocation: \(server.address)/\r\nContent-Length: 0"
        let answer = try? await answer(of: elsewhere + "\r\n\r\n")
        XCTAssertNotEqual(answer?.isSuccess, true)
        XCTAssertEqual(server.calls, 0)
    }

    func testAnAnswerThatTricklesIsCutOffInTime() async throws {
        let count = 6_000
        let trickle =
            [Array("\(Self.head)\(count)\r\n\r\n".utf8)] + repeatElement([0x61], count: count)
        do {
            _ = try await answer(of: trickle, pausing: 0.1, within: 1)
            XCTFail("it takes ten minutes")
        } catch {
            XCTAssertEqual("\(error)", "GET /: the answer took too long")
        }
    }

    func testAnAnswerThatNeverEndsIsCutOff() async throws {
        let piece = [UInt8](repeating: 0x61, count: 1_000_000)
        let endless = [Array("\(Self.head)99000000\r\n\r\n".utf8)] + repeatElement(piece, count: 20)
        do {
            _ = try await answer(of: endless)
            XCTFail("it is too long")
        } catch {
            XCTAssertEqual("\(error)", "GET /: the answer is too long")
        }
    }

    func testAClosedClientCallsNobody() async throws {
        let client = HTTPClient(base: "http://127.0.0.1:9")
        client.close()
        do {
            _ = try await client.send(HTTPCall("GET", "/"))
            XCTFail("it is closed")
        } catch {
            XCTAssertEqual("\(error)", "GET /: the client is closed")
        }
    }

    func testClosingEndsWhatIsUnderWay() async throws {
        let server = try RawServer([])
        let client = HTTPClient(base: server.address, timeoutSeconds: 60)
        async let answer = client.send(HTTPCall("GET", "/"))
        while server.calls == 0 { try await Task.sleep(for: .milliseconds(5)) }
        client.close()
        do {
            _ = try await answer
            XCTFail("there is none")
        } catch {}
    }

    private func answer(of text: String) async throws -> HTTPAnswer {
        try await answer(of: [Array(text.utf8)])
    }

    /// What a client with so much patience makes of these octets.
    private func answer(
        of pieces: [[UInt8]], pausing pause: Double = 0, within seconds: Double = 60
    ) async throws -> HTTPAnswer {
        let server = try RawServer(pausing: pause, pieces)
        let client = HTTPClient(base: server.address, timeoutSeconds: seconds)
        return try await client.send(HTTPCall("GET", "/"))
    }
}
