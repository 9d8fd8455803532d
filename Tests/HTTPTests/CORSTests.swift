import HTTP
import TestSupport
import XCTest

final class CORSTests: XCTestCase {
    private let origin = "https://book.example.org"

    private func server() throws -> TestServer { try TestServer(cors: CORS(origins: [origin])) }

    func testAListedOriginMayReadTheResponse() throws {
        let answer = try server().answer(to: get("/hello", "Origin: \(origin)\r\n"))
        XCTAssertEqual(answer["Access-Control-Allow-Origin"], origin)
        XCTAssertEqual(answer["Vary"], "Origin")
        XCTAssertNil(answer["Access-Control-Allow-Credentials"])
    }

    func testAListedOriginMayReadErrors() throws {
        let server = try server()
        for request in [
            get("/nothing", "Origin: \(origin)\r\n"), get("/fail", "Origin: \(origin)\r\n"),
        ] {
            XCTAssertEqual(
                try server.answer(to: request)["Access-Control-Allow-Origin"], origin)
        }
    }

    func testOtherOriginsAreNotAllowed() throws {
        let server = try server()
        for other in [
            "https://evil.example", "\(origin).evil.example", "null", "*", "", origin.uppercased(),
        ] {
            let answer = try server.answer(to: get("/hello", "Origin: \(other)\r\n"))
            XCTAssertEqual(answer.status, 200)
            XCTAssertNil(answer["Access-Control-Allow-Origin"], other)
            XCTAssertEqual(answer["Vary"], "Origin")
        }
    }

    func testTheServicesOwnOriginIsAlwaysAllowed() throws {
        for server in [try server(), try TestServer()] {
            for own in ["http://a", "https://a"] {
                let fields = "Origin: \(own)\r\nAccess-Control-Request-Method: POST\r\n"
                let answer = try server.answer(
                    to: "OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                XCTAssertEqual(answer["Access-Control-Allow-Origin"], own)
                XCTAssertEqual(answer["Access-Control-Allow-Methods"], "OPTIONS, POST")
            }
            for other in ["http://ab", "ftp://a", "http://", "a", "null", "http://a:5000"] {
                let answer = try server.answer(to: get("/hello", "Origin: \(other)\r\n"))
                XCTAssertNil(answer["Access-Control-Allow-Origin"], other)
            }
        }
    }

    /// The authority of an absolute target replaces the Host field (RFC 9112 §3.2.2).
    func testTheOwnOriginIsThatOfAnAbsoluteTarget() throws {
        let server = try TestServer()
        for (origin, isAllowed) in [("http://a", true), ("http://b", false)] {
            let answer = try server.answer(
                to: "GET http://a/hello HTTP/1.1\r\nHost: b\r\nOrigin: \(origin)\r\n\r\n")
            XCTAssertEqual(answer.status, 200)
            XCTAssertEqual(answer["Access-Control-Allow-Origin"], isAllowed ? origin : nil)
        }
    }

    func testResponsesDoNotVaryByOriginIfNoneIsListed() throws {
        let answer = try TestServer().answer(to: get("/hello", "Origin: https://b\r\n"))
        XCTAssertNil(answer["Vary"])
    }

    func testAPreflightGetsMethodsAndFields() throws {
        let fields = "Origin: \(origin)\r\nAccess-Control-Request-Method: POST\r\n"
        let answer = try server().answer(to: "OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        XCTAssertEqual(answer.status, 204)
        XCTAssertEqual(answer["Access-Control-Allow-Methods"], "OPTIONS, POST")
        XCTAssertEqual(answer["Access-Control-Max-Age"], "600")
        let names = try XCTUnwrap(answer["Access-Control-Allow-Headers"])
        for name in ["Authorization", "Content-Type", "Idempotency-Key", "If-Match"] {
            XCTAssertTrue(names.contains(name), name)
        }
    }

    func testAPreflightOfAnotherOriginIsNotAllowed() throws {
        let fields = "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n"
        let answer = try server().answer(to: "OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        XCTAssertEqual(answer.status, 204)
        XCTAssertNil(answer["Access-Control-Allow-Methods"])
        XCTAssertNil(answer["Access-Control-Allow-Origin"])
    }

    func testAnOriginHasASchemeAHostAndAnOptionalPort() {
        for origin in ["http://localhost:5000", "https://book.example.org", "http://[::1]:8080"] {
            XCTAssertTrue(CORS.isOrigin(origin), origin)
        }
        for text in [
            "", "*", "null", "book.example.org", "ftp://a", "https://", "https://A.example",
            "https://a/", "https://a b", "https://user@a", "http://:::", "https://[",
            "http://a:99999",
        ] {
            XCTAssertFalse(CORS.isOrigin(text), text)
        }
    }
}
