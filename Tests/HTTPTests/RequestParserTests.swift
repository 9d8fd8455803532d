import XCTest

@testable import HTTP

final class RequestParserTests: XCTestCase {
    private func parse(_ pieces: [[UInt8]]) -> ParserOutcome { ParserOutcome(of: pieces) }

    func testEveryRowGivesTheSameResultByteByByte() {
        for row in rejectedRows + answeredRows where row.bytes.count < 50_000 {
            let whole = parse([row.bytes])
            XCTAssertEqual(parse(row.bytes.map { [$0] }), whole, row.name)
        }
    }

    func testEveryRowGivesTheSameResultAtEverySplit() {
        for row in rejectedRows + answeredRows where row.bytes.count < 400 {
            let whole = parse([row.bytes])
            for index in row.bytes.indices {
                let pieces = [Array(row.bytes[..<index]), Array(row.bytes[index...])]
                XCTAssertEqual(parse(pieces), whole, "\(row.name), cut at \(index)")
            }
        }
    }

    func testTwoRequestsGiveTheSameResultAtEverySplit() {
        let both = bytes(chunked("5;a=b\r\nhello\r\n0\r\nName: value\r\n\r\n") + get("/next?a"))
        let whole = parse([both])
        XCTAssertEqual(whole.messages.map(\.path), ["/echo", "/next"])
        for first in both.indices {
            for second in stride(from: first, to: both.count, by: 7) {
                let pieces = [both[..<first], both[first..<second], both[second...]].map(Array.init)
                XCTAssertEqual(parse(pieces), whole, "cut at \(first) and \(second)")
            }
        }
    }

    func testARejectedRowFailsWithItsStatus() {
        for row in rejectedRows where row.name != "a length over the route's bound" {
            let outcome = parse([row.bytes])
            XCTAssertEqual(outcome.failure, row.status, row.name)
            XCTAssertEqual(outcome.messages, [], row.name)
        }
    }

    func testAnAnsweredRowIsOneMessage() {
        for row in answeredRows where row.stays {
            let outcome = parse([row.bytes])
            XCTAssertNil(outcome.failure, row.name)
            XCTAssertEqual(outcome.events, [.head, .message], row.name)
        }
    }

    func testTheHeadAndContentAreSplitIntoTheirParts() throws {
        let outcome = parse([
            bytes(
                "POST /a/b?c=d&e HTTP/1.1\r\nhOST: \t x:80 \r\nContent-Length: 3\r\nA:\r\n\r\nabc")
        ])
        let message = try XCTUnwrap(outcome.messages.first)
        XCTAssertEqual(message.method, "POST")
        XCTAssertEqual(message.path, "/a/b")
        XCTAssertEqual(message.query, "c=d&e")
        XCTAssertEqual(message.host, "x:80")
        XCTAssertEqual(message.fields, ["hOST=x:80", "Content-Length=3", "A="])
        XCTAssertEqual(message.body, bytes("abc"))
    }

    func testTheAuthorityOfAnAbsoluteTargetReplacesHost() throws {
        let outcome = parse([bytes("GET http://b:81/c?d HTTP/1.1\r\nHost: a\r\n\r\n")])
        let message = try XCTUnwrap(outcome.messages.first)
        XCTAssertEqual(message.host, "b:81")
        XCTAssertEqual(message.path, "/c")
        XCTAssertEqual(message.query, "d")
    }

    func testAnAbsoluteTargetWithoutAPathMeansTheRoot() throws {
        let outcome = parse([bytes("GET http://b?d HTTP/1.1\r\nHost: a\r\n\r\n")])
        let message = try XCTUnwrap(outcome.messages.first)
        XCTAssertEqual(message.path, "/")
        XCTAssertEqual(message.query, "d")
    }

    func testChunksAreJoinedAndTrailersDropped() throws {
        let outcome = parse([
            bytes(chunked("3;a=b\r\nabc\r\n02\r\nde\r\n0\r\nHost: evil\r\n\r\n"))
        ])
        let message = try XCTUnwrap(outcome.messages.first)
        XCTAssertEqual(message.body, bytes("abcde"))
        XCTAssertEqual(message.host, "a")
    }

    func testAnInvalidFirstByteFailsImmediately() {
        for first in ["\u{16}", "\u{00}", " ", "\n", "\u{80}", "{"] {
            XCTAssertEqual(parse([bytes(first)]).failure, 400, first.debugDescription)
        }
    }

    func testLimitsAreExactToTheByte() {
        var limits = Limits()
        limits.requestLineBytes = 20
        limits.headerBytes = 16
        limits.bodyBytes = 3
        let exact = "GET /abcd HTTP/1.1\r\nHost: a\r\nB: \r\n\r\n"
        XCTAssertEqual(failure(exact, limits), nil)
        XCTAssertEqual(failure("GET /abcde HTTP/1.1\r\nHost: a\r\n\r\n", limits), 414)
        XCTAssertEqual(failure("GET /abcd HTTP/1.1\r\nHost: a\r\nB: cd\r\n\r\n", limits), 431)
        limits.headerBytes = 1_000
        XCTAssertEqual(
            failure("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", limits), nil)
        XCTAssertEqual(
            failure("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n", limits), 413)
    }

    private func failure(_ text: String, _ limits: Limits) -> Int? {
        ParserOutcome(of: [bytes(text)], limits: limits).failure
    }
}
