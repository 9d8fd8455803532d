import XCTest

@testable import HTTP

final class ResponseParserTests: XCTestCase {
    private static let head = "HTTP/1.1 200 OK\r\n"

    private let accepted: [(text: String, outcome: Outcome)] = [
        (head + "Content-Length: 5\r\n\r\nhello", Outcome("hello")),
        (head + "Content-Length: 0\r\n\r\nHTTP/1.1 ", Outcome("", unconsumed: 9)),
        (
            head + "Transfer-Encoding: Chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nA: b\r\n\r\n",
            Outcome("hello")
        ),
        (head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1 ", Outcome("", unconsumed: 9)),
        (head + "\r\nhello", Outcome("hello", stays: false)),
        (head + "Content-Length: 1\r\nConnection: a, CLOSE\r\n\r\na", Outcome("a", stays: false)),
        ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", Outcome("a", stays: false)),
        ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\na", Outcome("a")),
        ("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 ", Outcome("", status: 204, unconsumed: 9)),
        ("HTTP/1.1 304 \r\nContent-Length: 7\r\n\r\n", Outcome("", status: 304)),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                + "HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\na", Outcome("a", status: 404)
        ),
    ]

    private let refused = [
        "HTTP/1.1 200\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1 600 OK\r\n\r\n",
        "HTTP/1.1 +20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 200 O\u{0}K\r\n\r\n",
        "HTTP/1.1 200 OK\n\n", "\r\n" + head + "\r\n", "HTTP/1.1 101 Switching\r\n\r\n",
        head + " Content-Length: 1\r\n\r\na", head + "Content-Length : 1\r\n\r\na",
        head + "A: b\r\n c\r\n\r\n", head + "A\r\n\r\n", head + "A: \u{1}\r\n\r\n",
        head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
        head + "Content-Length: 1, 1\r\n\r\na", head + "Content-Length: +1\r\n\r\na",
        head + "Content-Length: \r\n\r\n", head + "Content-Length: 1e1\r\n\r\na",
        head + "Content-Length: 99999999999999999999\r\n\r\na",
        head + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        head + "Transfer-Encoding: identity\r\n\r\na", head + "Transfer-Encoding:\r\n\r\na",
        head + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        head + "Transfer-Encoding: chunked\r\n\r\n-1\r\na\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ]

    func testAResponseIsConsumedExactlyToItsEnd() {
        for (text, outcome) in accepted {
            XCTAssertEqual(Outcome(of: [bytes(text)]), outcome, text)
        }
    }

    func testInvalidResponsesAreRefused() {
        for text in refused { XCTAssertNil(Outcome(of: [bytes(text)]), text) }
    }

    func testEveryResponseGivesTheSameResultAtEverySplit() {
        for text in accepted.map(\.text) + refused {
            let input = bytes(text)
            let whole = Outcome(of: [input])
            XCTAssertEqual(Outcome(of: input.map { [$0] }), whole, text)
            for index in input.indices {
                let pieces = [Array(input[..<index]), Array(input[index...])]
                XCTAssertEqual(Outcome(of: pieces), whole, "\(text), cut at \(index)")
            }
        }
    }

    func testATruncatedResponseIsRefused() {
        for (text, outcome) in accepted where outcome.stays {
            let message = bytes(text).dropLast(outcome.unconsumed)
            for length in message.indices {
                XCTAssertNil(Outcome(of: [Array(message[..<length])]), "\(text), \(length) bytes")
            }
        }
    }

    func testAResponseToHEADHasNoContent() {
        let text = Self.head + "Content-Length: 5\r\n\r\n"
        XCTAssertEqual(Outcome(of: [bytes(text)], to: "HEAD"), Outcome(""))
    }

    func testFieldsHaveLowerCaseNamesAndJoinedValues() throws {
        var parser = ResponseParser(to: "GET", limits: Limits())
        let text = Self.head + "ETag: \"7\"\r\nVARY:a\r\nVary: \t b \r\nContent-Length: 0\r\n\r\n"
        _ = try bytes(text).withBytes { try parser.consume($0) }
        XCTAssertEqual(
            parser.fields, ["etag": "\"7\"", "vary": "a, b", "content-length": "0"])
    }

    func testContentHeadAndFieldCountAreBounded() {
        var limits = Limits()
        (limits.bodyBytes, limits.headerBytes, limits.headerCount) = (4, 64, 2)
        let short = [
            Self.head + "Content-Length: 4\r\n\r\nfour", Self.head + "\r\nfour",
            Self.head + "Transfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n0\r\n\r\n",
            Self.head + "A: b\r\nContent-Length: 0\r\n\r\n",
        ]
        let long = [
            Self.head + "Content-Length: 5\r\n\r\n", Self.head + "\r\nfive!",
            Self.head + "Transfer-Encoding: chunked\r\n\r\n5\r\n",
            Self.head + "A: b\r\nB: c\r\nContent-Length: 0\r\n\r\n",
            Self.head + "A: " + String(repeating: "a", count: 48),
            String(repeating: "HTTP/1.1 100 \r\n\r\n", count: 4),
        ]
        for text in short { XCTAssertNotNil(Outcome(of: [bytes(text)], limits: limits), text) }
        for text in long {
            var parser = ResponseParser(to: "GET", limits: limits)
            XCTAssertThrowsError(try bytes(text).withBytes { try parser.consume($0) }, text)
        }
    }

    func testMutatedResponsesGiveTheSameResultForAnyDivision() {
        var random = SplitMix64(seed: 4)
        let texts = (accepted.map(\.text) + refused).map(bytes)
        for number in 0..<40_000 {
            var input = texts[random.below(texts.count)]
            for _ in 0...random.below(3) {
                let index = random.below(input.count)
                switch random.below(4) {
                case 0: input[index] = UInt8(truncatingIfNeeded: random.next())
                case 1: input.insert(contentsOf: texts[random.below(texts.count)], at: index)
                case 2 where input.count > 1: input.remove(at: index)
                default: input.append(contentsOf: input[index...].prefix(20))
                }
            }
            let cuts = [random.below(input.count), random.below(input.count)].sorted()
            let pieces = [input[..<cuts[0]], input[cuts[0]..<cuts[1]], input[cuts[1]...]]
            XCTAssertEqual(
                Outcome(of: pieces.map(Array.init)), Outcome(of: [input]), "input \(number)")
        }
    }
}

/// The result of parsing input in pieces, followed by the end of the connection.
private struct Outcome: Equatable {
    var status: Int
    var body: [UInt8]
    var stays: Bool
    var unconsumed: Int

    init(_ body: String, status: Int = 200, stays: Bool = true, unconsumed: Int = 0) {
        self.status = status
        self.body = bytes(body)
        self.stays = stays
        self.unconsumed = unconsumed
    }

    /// Nil for an invalid or incomplete response.
    init?(of pieces: [[UInt8]], to method: String = "GET", limits: Limits = Limits()) {
        var parser = ResponseParser(to: method, limits: limits)
        unconsumed = 0
        do throws(ParseFailure) {
            for piece in pieces {
                let count = try piece.withBytes { bytes throws(ParseFailure) in
                    try parser.consume(bytes)
                }
                unconsumed += piece.count - count
            }
            try parser.end()
        } catch {
            return nil
        }
        (status, body, stays) = (parser.status, parser.body, parser.keepsConnection)
    }
}
