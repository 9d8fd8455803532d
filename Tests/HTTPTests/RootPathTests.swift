import HTTP
import TestSupport
import XCTest

/// A service whose public address has a path, which a proxy removes or not.
final class RootPathTests: XCTestCase {
    func testTheOriginOfAnAddressIsAsBrowsersSendIt() {
        let origins = [
            ("https://Example.org/book", "https://example.org"),
            ("https://example.org:443", "https://example.org"),
            ("http://example.org:443/a", "http://example.org:443"),
            ("http://[::1]:80", "http://[::1]"), ("http://[::1]:8080/", "http://[::1]:8080"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ]
        for (address, origin) in origins {
            XCTAssertEqual(BaseURL(address)?.origin, origin, address)
        }
    }

    private func server(below root: String) throws -> TestServer {
        try TestServer(below: try XCTUnwrap(RootPath(root)))
    }

    func testAPathIsFoundWithAndWithoutTheRoot() throws {
        let server = try server(below: "/book")
        for (path, text) in [
            ("/hello", "hello"), ("/book/hello", "hello"), ("/", "root"), ("/book/", "root"),
            ("/book", "root"), ("/items/7", "7"), ("/book/items/7?a=1", "7"),
        ] {
            let answer = try server.answer(to: get(path))
            XCTAssertEqual(answer.status, 200, path)
            XCTAssertEqual(answer.text, text, path)
        }
        for path in [
            "/bookhello", "/books/hello", "/book/book/hello", "//book/hello", "/Book/hello",
        ] {
            XCTAssertEqual(try server.answer(to: get(path)).status, 404, path)
        }
    }

    func testARootOfTheNameOfARouteLeavesTheRouteReachable() throws {
        let server = try server(below: "/echo")
        for path in ["/echo", "/echo/echo"] {
            let answer = try server.answer(
                to: post("Content-Length: 2\r\n", path: path) + "hi")
            XCTAssertEqual(answer.text, "hi", path)
        }
        XCTAssertEqual(try server.answer(to: get("/echo")).text, "root")
    }

    func testARedirectAndAProblemHaveTheRoot() throws {
        let server = try server(below: "/a/b")
        for path in ["/a/b/page/1/?x=2", "/page/1/?x=2"] {
            let answer = try server.answer(to: get(path))
            XCTAssertEqual(answer.status, 308, path)
            XCTAssertEqual(answer["Location"], "/a/b/page/1?x=2", path)
        }
        for path in ["/a/b//page/1/", "//page/1/", "/a/b/a/b/page/1/"] {
            XCTAssertEqual(try server.answer(to: get(path)).status, 404, path)
        }
        for request in [get("/a/b/nowhere"), get("/nowhere"), post("", path: "/hello")] {
            let answer = try server.answer(to: request)
            XCTAssertTrue(answer.text.contains(#""type":"/a/b/docs#problem-"#), answer.text)
        }
        let malformed = try server.answer(to: "GET /hello HTTP/1.1\r\n\r\n")
        XCTAssertTrue(malformed.text.contains(#""type":"/a/b/docs#problem-"#), malformed.text)
    }

    func testOnlyPathsThatNoProxyRewritesAreRoots() {
        for path in ["", "/book", "/a/b-c_d.e~f/9"] {
            XCTAssertEqual(RootPath(path)?.text, path)
        }
        for path in ["/", "book", "/a//b", "/a/", "/./a", "/a/..", "/b%C3%BCcher", "/a b", "/a\"b"]
        {
            XCTAssertNil(RootPath(path), path)
        }
    }

    func testARootThatMakesTwoRoutesOutOfOneRequestIsFound() throws {
        var routes = Routes()
        for path: PathPattern in [
            "/", "/login", "/my/bookings", "/bookings", "/bookings/{id}", "/e/{id}",
            "/e/{id}/calendar.ics", "/calendar.ics", "/calendars/{token}.ics",
        ] {
            routes.get(path, by: .anyone) { _, _ in Response(.ok) }
        }
        routes.on(.post, "/book", by: .anyone) { _, _ in Response(.ok) }
        for root in ["/my", "/login", "/bookings", "/e/7", "/e", "/calendars"] {
            XCTAssertNotNil(try XCTUnwrap(RootPath(root)).ambiguity(in: routes), root)
        }
        for root in ["", "/book", "/yoga", "/my/yoga", "/a/e"] {
            XCTAssertNil(try XCTUnwrap(RootPath(root)).ambiguity(in: routes), root)
        }
    }
}
