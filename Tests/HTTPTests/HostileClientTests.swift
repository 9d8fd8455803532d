import HTTP
import XCTest

/// Clients that are slow, broken or mean, while others want to be served.
final class HostileClientTests: XCTestCase {
    private func server(_ configure: (inout Timeouts) -> Void) throws -> TestServer {
        try TestServer { configure(&$0.timeouts) }
    }

    /// Sends content, a few octets at a time, until something comes back.
    private func isCut(_ client: RawClient) throws -> Bool {
        try eventually {
            if client.hasInput(within: 1) { return true }
            try client.send("aaa")
            return false
        }
    }

    func testATricklingHeadIsCutWhileOthersAreServed() throws {
        let server = try server { $0.head = 300 }
        let slow = try server.connect()
        let other = try server.connect()
        try slow.send("GET /hello HTTP/1.1\r\nHost: a\r\nName: ")
        let isCut = try eventually {
            if slow.hasInput() { return true }
            try slow.send("a")
            try other.send(get())
            XCTAssertEqual(try other.response().text, "hello")
            return false
        }
        XCTAssertTrue(isCut)
        XCTAssertEqual(try slow.response().status, 408)
        XCTAssertEqual(try slow.restToTheEnd(), [])
    }

    func testADeadlineOfTheHeadBeginsAnewWithEachRequest() throws {
        let server = try server { $0.head = 3_000 }
        let client = try server.connect()
        // Each part ends a request and begins the next, so there is always one that has begun.
        let parts = (get() + get()).split(separator: "\r\nHost").map { bytes(String($0)) }
        try client.send(parts[0])
        for _ in 0..<4 {
            XCTAssertFalse(client.hasInput(within: 1_000))
            try client.send(bytes("\r\nHost") + parts[1])
            XCTAssertEqual(try client.response().text, "hello")
        }
    }

    func testTricklingContentIsCut() throws {
        let server = try server {
            $0.bodyGrace = 200
            $0.bodyMinimumRate = 1_000_000
        }
        let length = post("Content-Length: 100000\r\n")
        for head in [length, post("Transfer-Encoding: chunked\r\n", "FFFF\r\n")] {
            let slow = try server.connect()
            try slow.send(head)
            XCTAssertTrue(try isCut(slow))
            XCTAssertEqual(try slow.response().status, 408)
            XCTAssertEqual(try slow.restToTheEnd(), [])
        }
    }

    func testContentAtAGoodRateStillHasAnEnd() throws {
        let server = try server {
            $0.bodyMinimumRate = 1
            $0.request = 300
        }
        let slow = try server.connect()
        try slow.send(post("Content-Length: 1000000\r\n"))
        XCTAssertTrue(try isCut(slow))
        XCTAssertEqual(try slow.response().status, 408)
    }

    func testWhoAsksNothingIsLetGo() throws {
        let server = try server { $0.idle = 2_000 }
        let silent = try server.connect()
        let served = try server.connect()
        try served.send(get())
        XCTAssertEqual(try served.response().text, "hello")
        XCTAssertEqual(try silent.restToTheEnd(), [])
        XCTAssertEqual(try served.restToTheEnd(), [])
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
    }

    func testWhoDoesNotReadIsLetGo() throws {
        let server = try server { $0.writeStall = 300 }
        let client = try server.connect()
        try client.send(get("/large/50000000"))
        XCTAssertTrue(client.hasInput(within: 60_000))
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
        // The kernel was not given more than it could send: of a client that reads slowly, it
        // would else notice no progress for a long time.
        XCTAssertLessThan(try client.restToTheEnd().count, 1_000_000)
    }

    func testWhoDoesNotCloseIsLetGo() throws {
        let server = try server { $0.linger = 200 }
        let client = try server.connect()
        try client.send(get("/hello", "Connection: close\r\n"))
        XCTAssertEqual(try client.response().text, "hello")
        XCTAssertTrue(eventually { server.running.connectionCount == 0 })
    }

    func testAHandlerThatTakesTooLongIsCancelledAndAnsweredFor() throws {
        let server = try server { $0.handling = 300 }
        let client = try server.connect()
        try client.send(get("/wait"))
        let answer = try client.response()
        XCTAssertEqual(answer.status, 503)
        XCTAssertNotNil(answer["Retry-After"])
        XCTAssertEqual(answer["Connection"], "close")
        XCTAssertTrue(eventually { server.gate.cancelled == 1 })
        XCTAssertEqual(try client.restToTheEnd(), [])
    }

    func testAResetWhileAHandlerWaitsCancelsIt() throws {
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

    func testResetsAnywhereInARequestHurtNobody() throws {
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

    func testWhoHasEndedSendingStillGetsWhatIsPending() throws {
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

    func testWhoEndsSendingWithinARequestIsClosed() throws {
        let server = try TestServer()
        for part in ["", "GET /hel", post("Content-Length: 5\r\n", "he")] {
            let client = try server.connect()
            try client.send(part)
            client.endSending()
            XCTAssertEqual(try client.restToTheEnd(), [], part)
        }
    }

    func testARefusedUploadCanReadWhy() throws {
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
