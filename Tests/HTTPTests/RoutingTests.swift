import HTTP
import TestSupport
import XCTest

final class RoutingTests: XCTestCase {
    func testAMethodThatThePathDoesNotHaveIsAnsweredWithTheAllowedOnes() throws {
        let answer = try TestServer().answer(to: post("Content-Length: 0\r\n", path: "/hello"))
        XCTAssertEqual(answer.status, 405)
        XCTAssertEqual(answer["Allow"], "GET, HEAD, OPTIONS")
        XCTAssertTrue(answer.text.contains("\"code\":\"method_not_allowed\""), answer.text)
    }

    func testOptionsReturnsTheMethodsOfThePath() throws {
        let server = try TestServer()
        let one = try server.answer(to: "OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n")
        XCTAssertEqual(one.status, 204)
        XCTAssertEqual(one["Allow"], "OPTIONS, POST")
        XCTAssertNil(one["Content-Length"])
        let all = try server.answer(to: "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
        XCTAssertEqual(all["Allow"], "GET, HEAD, OPTIONS, POST")
    }

    func testHeadReturnsTheFieldsOfGetWithoutContent() throws {
        let server = try TestServer()
        let client = try server.connect()
        for path in ["/hello", "/large/100000", "/nothing"] {
            try client.send(get(path))
            let full = try client.response()
            try client.send(get(path).replacing("GET", with: "HEAD"))
            let head = try client.response(toHead: true)
            XCTAssertEqual(head.status, full.status)
            XCTAssertEqual(head.fields.map(\.name), full.fields.map(\.name))
            XCTAssertEqual(head.contentLength, full.body.count, path)
        }
        try client.send(get("/hello"))
        XCTAssertEqual(try client.response().text, "hello")
    }

    func testARefusalOfAHeadRequestHasNoContent() throws {
        let server = try TestServer()
        let requests: [(String, Int)] = [
            ("HEAD /hello HTTP/2.0\r\n", 505), ("HEAD /\0", 400), ("HEAD /\0 HTTP/1.1\r\n", 400),
            ("HEAD /hello HTTP/1.1\n", 400), ("HEAD /hello\r\n", 400), ("HEAD  /hello\r\n", 400),
            ("HEAD /\(String(repeating: "a", count: 20_000))", 414),
            ("HEAD /hello HTTP/1.1\r\nHost a\r\n", 400), ("\r\nHEAD /hello HTTP/3.0\r\n", 505),
        ]
        for (request, status) in requests {
            for isCut in [false, true] {
                let client = try server.connect()
                let head = isCut ? request.prefix(3) : ""
                if isCut {
                    try client.send(String(head))
                    // The server has read the first part when it answers another request.
                    XCTAssertEqual(try server.answer(to: get()).text, "hello")
                }
                try client.send(String(request.dropFirst(head.count)))
                let response = try client.response(toHead: true)
                XCTAssertEqual(response.status, status, request)
                XCTAssertEqual(try client.restToTheEnd(), [], request)
            }
        }
    }

    func testContentOfARouteThatReadsNoneIsDropped() throws {
        let server = try TestServer()
        let client = try server.connect()
        let content = "12345"
        try client.send(
            "GET /received HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n\(content)"
                + "GET /received HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n\(content)\r\n0\r\n\r\n")
        for _ in 0..<2 { XCTAssertEqual(try client.response().text, "0") }
        try client.send(
            "GET /received HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n")
        XCTAssertEqual(try client.response().status, 413)
        XCTAssertEqual(try client.restToTheEnd(), [])
    }

    func testParametersAreDecodedSegmentBySegment() throws {
        let server = try TestServer()
        let answers = [
            "/items/7": "7", "/items/a%20b": "a b", "/items/a%2Fb": "a/b", "/items/%C3%A9": "é",
            "/items/a+b": "a+b", "/items/7/parts/x": "7-x", "/%69tems/7": "7",
        ]
        for (path, text) in answers {
            let answer = try server.answer(to: get(path))
            XCTAssertEqual(answer.status, 200, path)
            XCTAssertEqual(answer.text, text, path)
        }
    }

    func testPathsThatMatchNoPatternAreNotFound() throws {
        let server = try TestServer()
        let paths = [
            "/items", "/items/", "/items//parts/x", "/items/7/", "/items/7/parts", "//items/7",
            "/hello/", "/HELLO", "/hello%2F", "/items/7/parts/x/y", "/.", "/../hello", "/%2e/hello",
        ]
        for path in paths {
            XCTAssertEqual(try server.answer(to: get(path)).status, 404, path)
        }
    }

    func testAnInvalidIdentifierIsNotFound() throws {
        let server = try TestServer()
        for text in [
            "0", "01", "-1", "+1", "1e3", "0x1", "9223372036854775808", "%C2%B2",
            "99999999999999999999",
        ] {
            XCTAssertEqual(try server.answer(to: get("/items/\(text)/parts/x")).status, 404, text)
        }
        let largest = try server.answer(to: get("/items/9223372036854775807/parts/x"))
        XCTAssertEqual(largest.text, "9223372036854775807-x")
    }

    func testASynchronousHandlerRunsWithoutATask() throws {
        XCTAssertEqual(try TestServer().answer(to: get("/at-once")).text, "no task")
    }

    func testTheHostOfAnAbsoluteTargetReachesTheHandler() throws {
        let answer = try TestServer().answer(
            to: "GET http://b.example:81/host HTTP/1.1\r\nHost: a\r\n\r\n")
        XCTAssertEqual(answer.text, "b.example:81")
    }

    func testAValidRequestIDIsReturnedAndAnInvalidOneReplaced() throws {
        let server = try TestServer()
        let given = try server.answer(to: get("/hello", "X-Request-Id: abc-123\r\n"))
        XCTAssertEqual(given["X-Request-Id"], "abc-123")
        let tooLong = String(repeating: "a", count: 65)
        for id in ["", "a b", "a\u{E9}", tooLong, "a;b"] {
            let answer = try server.answer(to: get("/hello", "X-Request-Id: \(id)\r\n"))
            XCTAssertNotEqual(answer["X-Request-Id"], id)
            XCTAssertEqual(answer["X-Request-Id"]?.count, 15)
        }
        let first = try server.answer(to: get())["X-Request-Id"]
        XCTAssertNotEqual(first, try server.answer(to: get())["X-Request-Id"])
    }

    func testAProblemHasItsCodeAndTheRequestID() throws {
        let server = try TestServer()
        let missing = try server.answer(to: get("/nothing", "X-Request-Id: abc\r\n"))
        XCTAssertEqual(
            missing.text,
            #"{"type":"/docs#problem-not_found","title":"Not found","status":404,"#
                + #""detail":"Not found.","code":"not_found","request_id":"abc"}"#
        )
        XCTAssertEqual(missing["Cache-Control"], "no-store")
        let guarded = try server.answer(to: post("Content-Length: 0\r\n", path: "/guarded"))
        XCTAssertEqual(guarded["WWW-Authenticate"], #"Bearer realm="booking""#)
        let failed = try server.answer(to: get("/fail"))
        XCTAssertEqual(failed.status, 500)
        XCTAssertFalse(failed.text.contains("Unforeseen"), failed.text)
    }
}
