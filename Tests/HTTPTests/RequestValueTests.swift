import JSONCoding
import Timekeeping
import XCTest

@testable import HTTP

/// The values that handlers read from a request: query, conditions, credentials, JSON.
final class RequestValueTests: XCTestCase {
    private func request(
        _ target: String = "/", _ fields: String = "", body: String = ""
    ) throws -> Request {
        var parser = RequestParser(limits: Limits())
        let text = bytes(
            "POST \(target) HTTP/1.1\r\nHost: a\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n"
        )
        var position = 0
        let event = try (text + Array(body.utf8)).withBytes { bytes throws(ParseFailure) in
            _ = try parser.consume(bytes, from: &position)
            return try parser.consume(bytes, from: &position)
        }
        XCTAssertEqual(event, .message)
        let peer = try XCTUnwrap(PeerAddress("127.0.0.1"))
        return Request(
            head: parser.head, body: parser.body, peer: peer, id: "1", parameters: .none)
    }

    private func problem(_ body: () throws -> Void) -> Problem? {
        do {
            try body()
            return nil
        } catch {
            return error as? Problem
        }
    }

    func testAListOfNumbersIsReadWholeOrRefused() throws {
        for list in ["", ",", "1,", ",1", "1,,2", "1,x", "+1", "1, 2", "0", "10", "1,2,3,4"] {
            var query = try QueryReader(
                request("/?ids=" + list.replacing(" ", with: "%20").replacing("+", with: "%2B")))
            XCTAssertNil(query.integers("ids", in: 1...9, atMost: 3), list)
            XCTAssertEqual(problem { try query.finish() }?.status, .unprocessableContent, list)
        }
        var query = try QueryReader(request("/"))
        XCTAssertNil(query.integers("ids", in: 1...9, atMost: 3))
        try query.finish()
    }

    private enum Color: String, CaseIterable { case red, green }

    func testAQueryIsReadByName() throws {
        var query = try QueryReader(
            request("/?q=a+b%26c&n=7&ids=3,1%2C2&at=2027-02-12T03:30:00+00:00&c=red&e="))
        XCTAssertEqual(query.string("q", atMost: 5), "a b&c")
        XCTAssertEqual(query.integer("n", in: 1...9), 7)
        XCTAssertEqual(query.integers("ids", in: 1...9, atMost: 3), [3, 1, 2])
        XCTAssertEqual(query.timestamp("at"), Timestamp(rfc3339: "2027-02-12T03:30:00Z"))
        XCTAssertEqual(query.choice("c", Color.self), .red)
        XCTAssertEqual(query.string("e", atMost: 5), "")
        XCTAssertNil(query.string("absent", atMost: 5))
        try query.finish()
    }

    func testAllErrorsOfAQueryAreReportedTogether() throws {
        var query = try QueryReader(
            request("/?long=abcdef&n=+7&far=10&at=yesterday&c=blue&twice=1&twice=2&nul=%00"))
        _ = query.string("long", atMost: 5)
        _ = query.integer("n", in: 1...9)
        _ = query.integer("far", in: 1...9)
        _ = query.timestamp("at")
        _ = query.choice("c", Color.self)
        _ = query.string("nul", atMost: 5)
        let found = problem { try query.finish() }
        XCTAssertEqual(found?.status, .unprocessableContent)
        XCTAssertEqual(
            found?.errors.map { "\($0.field) \($0.code)" },
            [
                "twice repeated", "long too_long", "n wrong_type", "far out_of_range", "at invalid",
                "c invalid", "nul invalid",
            ])
    }

    func testAQueryWithAnInvalidEncodingIsMalformed() throws {
        for query in ["%", "a=%4", "%zz=1", "a=%FF", "%C0%80"] {
            let request = try request("/?\(query)")
            XCTAssertEqual(problem { _ = try QueryReader(request) }?.status, .badRequest, query)
        }
    }

    func testAQueryWithTooManyParametersIsMalformed() throws {
        let request = try request("/?" + String(repeating: "a&", count: 1_000))
        XCTAssertEqual(problem { _ = try QueryReader(request) }?.status, .badRequest)
    }

    func testIfNoneMatchComparesWeakly() throws {
        let tag = EntityTag("7-3")
        XCTAssertEqual(tag.value.text, "\"7-3\"")
        for value in ["\"7-3\"", "W/\"7-3\"", "\"a\", \"7-3\"", "\"a\",W/\"7-3\" ,\"b\"", "*"] {
            XCTAssertTrue(try request("/", "If-None-Match: \(value)\r\n").hasCurrent(tag), value)
        }
        for value in ["\"7-4\"", "7-3", "\"7-3", "", "\"7-3\" x", "\"a\" \"7-3\"", "w/\"7-3\""] {
            XCTAssertFalse(try request("/", "If-None-Match: \(value)\r\n").hasCurrent(tag), value)
        }
        XCTAssertFalse(try request().hasCurrent(tag))
        let twoLines = "If-None-Match: \"a\"\r\nIf-None-Match: \"7-3\"\r\n"
        XCTAssertTrue(try request("/", twoLines).hasCurrent(tag))
    }

    func testAnInvalidConditionIsMalformed() throws {
        for value in ["7", "\"7", "\"7\" \"8\"", "\"7\"x", ",", "*, \"7\"", "W/7"] {
            let request = try request("/", "If-Match: \(value)\r\n")
            XCTAssertEqual(
                problem { _ = try request.condition(.ifMatch) }?.status, .badRequest, value)
        }
    }

    func testTheBearerSchemeIsCaseInsensitive() throws {
        for scheme in ["Bearer", "bearer", "BEARER"] {
            let request = try request("/", "Authorization: \(scheme) abc.def\r\n")
            XCTAssertEqual(request.bearerToken, "abc.def")
        }
        XCTAssertNil(try request("/", "Authorization: Basic abc\r\n").bearerToken)
        XCTAssertNil(try request("/", "Authorization: Bearer\r\n").bearerToken)
        XCTAssertNil(try request().bearerToken)
    }

    private struct Point: FieldReadable {
        let x: Int64
        let y: Int64

        init(from fields: inout FieldReader) {
            x = fields.integer("x", in: 0...9)
            y = fields.integer("y", in: 0...9)
        }
    }

    func testJSONContentIsDecodedWithAllFieldErrors() throws {
        XCTAssertEqual(try request(body: #"{"x":1,"y":2}"#).decode(Point.self).y, 2)
        let wrong = problem { _ = try self.request(body: #"{"x":10}"#).decode(Point.self) }
        XCTAssertEqual(wrong?.status, .unprocessableContent)
        XCTAssertEqual(wrong?.errors.map(\.code), ["out_of_range", "required"])
        for body in ["", "[]", "1", "{", #"{"x":1}}"#, #"{"x":1,"x":2}"#] {
            let found = problem { _ = try self.request(body: body).decode(Point.self) }
            XCTAssertEqual(found?.status, .badRequest, body)
        }
    }

    func testContentOfAnotherMediaTypeIsRefused() throws {
        let body = #"{"x":1,"y":2}"#
        for type in [
            "application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json",
        ] {
            let request = try request("/", "Content-Type: \(type)\r\n", body: body)
            XCTAssertEqual(try request.decode(Point.self).x, 1, type)
        }
        for type in [
            "text/plain", "application/x-www-form-urlencoded", "", "application/jsonx", "json",
        ] {
            let request = try request("/", "Content-Type: \(type)\r\n", body: body)
            XCTAssertEqual(
                problem { _ = try request.decode(Point.self) }?.status, .unsupportedMediaType, type)
        }
    }

    func testAFieldValueCannotSplitAResponse() {
        for text in ["a\r\nb: c", "a\nb", "a\rb", "a\u{0}b", "\u{7F}"] {
            XCTAssertNil(FieldValue(text), text.debugDescription)
        }
        let plain = "a b\tc"
        XCTAssertEqual(FieldValue(plain)?.text, plain)
    }
}
