import HTTP
import TestSupport
import XCTest

/// Slow, broken and malicious clients.
final class HostileClientTests: XCTestCase {
    private func server(_ configure: (inout Timeouts) -> Void) throws -> TestServer {
        try TestServer { configure(&$0.timeouts) }
    }

    /// Sends content, a few bytes at a time; true once the server answers or closes.
    private func isCutOff(_ client: RawClient) throws -> Bool {
        try eventually {
            if client.hasInput(within: 1) { return true }
            try client.send("aaa")
            return false
        }
    }

    func testATricklingHeadTimesOutWhileOtherClientsAreServed() throws {
        let server = try server { $0.head = .milliseconds(300) }
        let slow = try server.connect()
        let other = try server.connect()
        try slow.send("GET /hello HTTP/1.1\r\nHost: a\r\nName: ")
        let isCutOff = try eventually {
            if slow.hasInput() { return true }
            try slow.send("a")
            try other.send(get())
            XCTAssertEqual(try other.response().text, "hello")
            return false
        }
        XCTAssertTrue(isCutOff)
        XCTAssertEqual(try slow.response().status, 408)
        XCTAssertEqual(try slow.restToTheEnd(), [])
    }

    func testTheHeadTimeoutRestartsWithEachRequest() throws {
        let server = try server { $0.head = .seconds(3) }
        let client = try server.connect()
        // Each part ends a request and begins the next, so the connection is never idle.
        let parts = (get() + get()).split(separator: "\r\nHost").map { bytes(String($0)) }
        try client.send(parts[0])
        for _ in 0..<4 {
            XCTAssertFalse(client.hasInput(within: 1_000))
            try client.send(bytes("\r\nHost") + parts[1])
            XCTAssertEqual(try client.response().text, "hello")
        }
    }

    func testTricklingContentTimesOut() throws {
        let server = try server {
            $0.bodyGrace = .milliseconds(200)
            $0.bodyMinimumBytesPerSecond = 1_000_000
        }
        let length = post("Content-Length: 100000\r\n")
        for head in [length, post("Transfer-Encoding: chunked\r\n", "FFFF\r\n")] {
            let slow = try server.connect()
            try slow.send(head)
            XCTAssertTrue(try isCutOff(slow))
            XCTAssertEqual(try slow.response().status, 408)
            XCTAssertEqual(try slow.restToTheEnd(), [])
        }
    }

    func testContentAboveTheMinimumRateStillTimesOut() throws {
        let server = try server {
            $0.bodyMinimumBytesPerSecond = 1
            $0.request = .milliseconds(300)
        }
        let slow = try server.connect()
        try slow.send(post("Content-Length: 1000000\r\n"))
        XCTAssertTrue(try isCutOff(slow))
        XCTAssertEqual(try slow.response().status, 408)
    }

    func testContentThatStopsAfterABurstTimesOut() throws {
        let server = try server { $0.bodyGrace = .milliseconds(300) }
        let client = try server.connect()
        // At the minimum rate, the first part alone would earn three minutes.
        try client.send(post("Content-Length: 200001\r\n", String(repeating: "a", count: 200_000)))
        XCTAssertEqual(try client.response().status, 408)
        XCTAssertEqual(try client.restToTheEnd(), [])
    }

    func testOnlyOneEmptyLineIsSkippedHoweverItIsCut() throws {
        for parts in [["\r\n"], ["\r", "\n"], ["\r\n", "\r\n"], ["\r\n\r\n"], ["\r", "\n\r"]] {
            let server = try TestServer { $0.loops = 1 }
            let client = try server.connect()
            for part in parts {
                try client.send(part)
                // The only loop has read the part when it answers another connection.
                XCTAssertEqual(try server.answer(to: get()).text, "hello")
            }
            guard parts.joined() == "\r\n" else {
                XCTAssertEqual(try client.response().status, 400, "\(parts)")
                XCTAssertEqual(try client.restToTheEnd(), [])
                continue
            }
            try client.send(get())
            XCTAssertEqual(try client.response().text, "hello")
            try client.send("\r\n" + get())
            XCTAssertEqual(try client.response().text, "hello", "one for each request")
        }
    }

    func testAnEmptyLineDoesNotRestartTheIdleTimeout() throws {
        let server = try server { $0.idle = .seconds(6) }
        let clock = ContinuousClock()
        let start = clock.now
        let client = try server.connect()
        XCTAssertFalse(client.hasInput(within: 4_000))
        try client.send("\r\n")
        XCTAssertEqual(try client.restToTheEnd(), [])
        XCTAssertLessThan(clock.now - start, .seconds(9))
    }

    func testIdleConnectionsAreClosed() throws {
        let server = try server { $0.idle = .seconds(2) }
        let silent = try server.connect()
        let served = try server.connect()
        try served.send(get())
        XCTAssertEqual(try served.response().text, "hello")
        XCTAssertEqual(try silent.restToTheEnd(), [])
        XCTAssertEqual(try served.restToTheEnd(), [])
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
    }

    func testAClientThatDoesNotReadIsDisconnected() throws {
        let server = try server { $0.writeStall = .milliseconds(300) }
        let client = try server.connect()
        try client.send(get("/large/50000000"))
        XCTAssertTrue(client.hasInput(within: 60_000))
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
        // The kernel buffered little. A large buffer would hide the progress of a slow client.
        XCTAssertLessThan(try client.restToTheEnd().count, 1_000_000)
    }

    func testAClientThatDoesNotCloseIsDisconnected() throws {
        let server = try server { $0.linger = .milliseconds(200) }
        let client = try server.connect()
        try client.send(get("/hello", "Connection: close\r\n"))
        XCTAssertEqual(try client.response().text, "hello")
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
    }

    func testAHandlerThatTakesTooLongIsCancelledAndAnswered503() throws {
        let server = try server { $0.handling = .milliseconds(300) }
        let client = try server.connect()
        try client.send(get("/wait"))
        let response = try client.response()
        XCTAssertEqual(response.status, 503)
        XCTAssertNotNil(response["Retry-After"])
        XCTAssertEqual(response["Connection"], "close")
        XCTAssertTrue(eventually { server.gate.cancelled == 1 })
        XCTAssertEqual(try client.restToTheEnd(), [])
    }

    func testAResetCancelsTheWaitingHandler() throws {
        let server = try TestServer()
        var client: RawClient? = try server.connect()
        try client?.send(get("/wait"))
        XCTAssertTrue(eventually { server.gate.waiting == 1 })
        client?.resetWhenClosed()
        client = nil
        XCTAssertTrue(eventually { server.gate.cancelled == 1 })
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
        server.gate.open()
        XCTAssertEqual(try server.answer(to: get()).text, "hello")
    }

    func testAResetAfterAnyByteDoesNotDisturbOtherClients() throws {
        let server = try TestServer()
        let whole = bytes(
            chunked("5\r\nhello\r\n0\r\n\r\n") + get("/waited") + get("/large/100000"))
        for end in whole.indices {
            let client = try server.connect()
            try client.send(Array(whole[..<end]))
            client.resetWhenClosed()
        }
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
        XCTAssertEqual(try server.answer(to: get()).text, "hello")
    }

    func testAClientThatHasEndedSendingGetsItsPendingResponses() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.send(get() + get("/wait") + get("/large/3000000"))
        client.endSending()
        XCTAssertEqual(try client.response().text, "hello")
        XCTAssertTrue(eventually { server.gate.waiting == 1 })
        server.gate.open()
        XCTAssertEqual(try client.response().text, "waited")
        XCTAssertEqual(try client.response().body.count, 3_000_000)
        XCTAssertEqual(try client.restToTheEnd(), [])
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
    }

    func testTheEndOfInputWithinARequestClosesTheConnection() throws {
        let server = try TestServer()
        for part in ["", "GET /hel", post("Content-Length: 5\r\n", "he")] {
            let client = try server.connect()
            try client.send(part)
            client.endSending()
            XCTAssertEqual(try client.restToTheEnd(), [], part)
        }
    }

    func testTheResponseToARefusedUploadIsReadable() throws {
        let server = try TestServer()
        let upload = [UInt8](repeating: 0x61, count: 8_000_000)
        let heads = [
            post("Content-Length: 8000000\r\n"), post("Content-Length: 8000000\r\n", path: "/no"),
            post("Transfer-Encoding: chunked\r\n", "FFFFFFF\r\n"),
        ]
        for (head, status) in zip(heads, [413, 404, 413]) {
            let client = try server.connect()
            try client.send(head)
            try client.send(upload)
            XCTAssertEqual(try client.response().status, status)
            XCTAssertEqual(try client.restToTheEnd(), [])
        }
    }
}
