import XCTest

@testable import HTTP

final class RequestWriterTests: XCTestCase {
    func testASerializedRequestIsParsedUnchanged() throws {
        let written = try XCTUnwrap(
            write("POST", "/a?b=c", fields: ["If-Match": "\"7\""], body: bytes("hello")))
        let outcome = ParserOutcome(of: [written])
        let message = try XCTUnwrap(outcome.messages.first)
        XCTAssertEqual(outcome.events, [.head, .message])
        XCTAssertEqual(message.method, "POST")
        XCTAssertEqual(message.path, "/a")
        XCTAssertEqual(message.query, "b=c")
        XCTAssertEqual(message.host, "[::1]:80")
        XCTAssertTrue(message.fields.contains("If-Match=\"7\""))
        XCTAssertEqual(message.body, bytes("hello"))
    }

    func testMissingContentHasALengthOnlyForMethodsThatUsuallyHaveContent() throws {
        for (method, hasLength) in [("GET", false), ("DELETE", false), ("POST", true)] {
            let text = try XCTUnwrap(write(method)).map { Character(Unicode.Scalar($0)) }
            XCTAssertEqual(String(text).contains("Content-Length: 0\r\n"), hasLength, method)
        }
    }

    func testInvalidPartsOfARequestAreNotSerialized() {
        XCTAssertNotNil(write())
        for method in ["", "GET ", "G\r\nT"] { XCTAssertNil(write(method), method) }
        for target in ["", "a", "/a b", "/a\r\n", "/a#b", "/é", "http://a/"] {
            XCTAssertNil(write("GET", target), target)
        }
        for authority in ["", "a b", "a\r\n", "a@b", "a:x"] {
            XCTAssertNil(write(authority: authority), authority)
        }
        for name in ["", "A B", "A:", "A\r\nB", "host", "Content-Length", "Transfer-Encoding"] {
            XCTAssertNil(write(fields: [name: "b"]), name)
        }
        for value in ["a\r\nB: c", "a\n", "\u{0}"] {
            XCTAssertNil(write(fields: ["A": value]), value.debugDescription)
        }
    }

    private func write(
        _ method: String = "GET", _ target: String = "/", authority: String = "[::1]:80",
        fields: [String: String] = [:], body: [UInt8]? = nil
    ) -> [UInt8]? {
        RequestWriter.serialize(method, target, authority: authority, fields: fields, body: body)
    }
}
