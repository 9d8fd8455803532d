import HTTP
import TestSupport
import XCTest

final class PipeliningTests: XCTestCase {
    func testAThousandPipelinedRequestsAreAnsweredInOrder() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.send((1...1_000).map { get("/items/\($0)") }.joined())
        for number in 1...1_000 {
            XCTAssertEqual(try client.response().text, "\(number)")
        }
    }

    func testWaitingAndLargeResponsesKeepTheOrder() throws {
        let server = try TestServer()
        let client = try server.connect()
        let paths = (1...1_000).map { number in
            switch number % 5 {
            case 0: "/waited"
            case 1: "/large/20000"
            case 2: "/large/\(number)"
            default: "/items/\(number)"
            }
        }
        // More than one input buffer of the server, so that it must read again after a wait.
        let padding = "Padding: \(String(repeating: "p", count: 200))\r\n"
        let sender = Thread { try? client.send(paths.map { get($0, padding) }.joined()) }
        sender.start()
        for path in paths {
            let response = try client.response()
            switch path.split(separator: "/")[0] {
            case "waited": XCTAssertEqual(response.text, "waited")
            case "large": XCTAssertEqual("/large/\(response.body.count)", path)
            default: XCTAssertEqual("/items/\(response.text)", path)
            }
        }
    }

    func testAWaitingResponseBehindAnUnsentOneKeepsTheOrder() throws {
        let server = try TestServer()
        let client = try RawClient(server.running.address, receiveBufferBytes: 4_096)
        try client.send(
            get("/large/9000000") + get("/waited") + get("/large/9000000") + get("/wait"))
        XCTAssertEqual(try client.response().body.count, 9_000_000)
        XCTAssertEqual(try client.response().text, "waited")
        XCTAssertEqual(try client.response().body.count, 9_000_000)
        server.gate.open()
        XCTAssertEqual(try client.response().text, "waited")
    }

    func testNoFurtherRequestIsAnsweredForAClientThatDoesNotRead() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.send(String(repeating: get("/large/1000000"), count: 100))
        XCTAssertTrue(eventually { server.large.count > 0 })
        for _ in 0..<100 { XCTAssertEqual(try server.answer(to: get()).status, 200) }
        // The kernel buffers some megabytes, but not a hundred.
        XCTAssertLessThan(server.large.count, 50)
        for _ in 0..<100 { XCTAssertEqual(try client.response().body.count, 1_000_000) }
    }

    func testContentIsNotParsedAsARequest() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.send(
            post("Content-Length: \(bytes(get("/smuggled")).count)\r\n", get("/smuggled"))
                + chunked("1\r\na\r\n0\r\n\r\n")
                + post("Content-Length: 2\r\n", "ab", path: "/no") + get())
        XCTAssertEqual(try client.response().text, get("/smuggled"))
        XCTAssertEqual(try client.response().text, "a")
        XCTAssertEqual(try client.response().status, 404)
        XCTAssertEqual(try client.response().text, "hello")
        XCTAssertEqual(server.smuggled.count, 0)
    }

    func testRequestsAfterConnectionCloseAreIgnored() throws {
        let server = try TestServer()
        let client = try server.connect()
        try client.send(get("/waited", "Connection: close\r\n") + get("/smuggled"))
        XCTAssertEqual(try client.response().text, "waited")
        XCTAssertEqual(try client.restToTheEnd(), [])
        XCTAssertEqual(server.smuggled.count, 0)
    }

    func testAWaitingHandlerStaysOnTheThreadOfItsConnection() throws {
        let server = try TestServer()
        let clients = try (0..<8).map { _ in try server.connect() }
        for client in clients { try client.send(get("/thread")) }
        XCTAssertTrue(eventually { server.gate.waiting == 8 })
        server.gate.open()
        for client in clients { XCTAssertEqual(try client.response().text, "1") }
    }

    func testARequestIsAuthenticatedOnceHoweverItsContentArrives() throws {
        let server = try TestServer()
        let client = try server.connect()
        for number in 1...3 {
            try client.send(
                post("Expect: 100-continue\r\nContent-Length: 5\r\n", path: "/counted"))
            XCTAssertEqual(try client.response().status, 100)
            try client.send("he")
            try client.send("llo")
            XCTAssertEqual(try client.response().text, "hello")
            XCTAssertEqual(server.authentications.count, 2 * number - 1)
            try client.send(post("Content-Length: 5\r\n", "hello", path: "/counted"))
            XCTAssertEqual(try client.response().text, "hello")
            XCTAssertEqual(server.authentications.count, 2 * number)
        }
    }

    func testExpectContinueIsAnsweredBeforeTheContent() throws {
        let server = try TestServer()
        let client = try server.connect()
        for _ in 0..<3 {
            try client.send(post("Expect: 100-continue\r\nContent-Length: 5\r\n"))
            XCTAssertEqual(try client.response().status, 100)
            try client.send("he")
            try client.send("llo")
            XCTAssertEqual(try client.response().text, "hello")
        }
    }
}
