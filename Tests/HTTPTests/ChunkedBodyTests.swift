import XCTest

@testable import HTTP

final class ChunkedBodyTests: XCTestCase {
    /// What a coding decodes to, and how far it was read; nil where it is refused.
    private func decode(_ text: String, limits: Limits = Limits()) -> (body: String, read: Int)? {
        var chunks = ChunkedBody()
        var position = 0
        var body: [UInt8] = []
        let input = octets(text)
        do throws(ParseFailure) {
            while true {
                let event = try input.withOctets { octets throws(ParseFailure) in
                    try chunks.consume(octets, &position, limits: limits)
                }
                switch event {
                case .chunk: continue
                case .data(let range): body += input[range]
                case .needsMore, .end: return (String(decoding: body, as: UTF8.self), position)
                }
            }
        } catch {
            return nil
        }
    }

    func testChunksAreJoined() {
        XCTAssertEqual(decode("3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n")?.body, "abc0123456789")
    }

    func testNothingBehindTheLastChunkIsRead() {
        XCTAssertEqual(decode("0\r\n\r\nGET / HTTP/1.1\r\n")?.read, 5)
        XCTAssertEqual(decode("0\r\nA: b\r\n\r\nGET")?.read, 11)
    }

    func testDataMayHoldWhatLooksLikeFraming() {
        XCTAssertEqual(decode("7\r\n0\r\n\r\n0\r\r\n0\r\n\r\n")?.body, "0\r\n\r\n0\r")
    }

    func testTheLargestSizeIsTakenAndTheNextRefused() {
        XCTAssertNotNil(decode("7FFFFFFFFFFFFFFF\r\n"))
        XCTAssertNil(decode("8000000000000000\r\n"))
        XCTAssertNil(decode("1\r\na\r\n7FFFFFFFFFFFFFFF\r\n"))
    }

    func testTheSumOfSizesIsKnownBeforeTheData() throws {
        var chunks = ChunkedBody()
        var position = 0
        let input = octets("ff\r\n")
        let event = try input.withOctets { octets throws(ParseFailure) in
            try chunks.consume(octets, &position, limits: Limits())
        }
        XCTAssertEqual(event, .chunk)
        XCTAssertEqual(chunks.dataBytes, 255)
    }

    func testExtensionsAreBoundedInALineAndInAll() {
        var limits = Limits()
        limits.chunkLineBytes = 8
        limits.chunkExtensionBytes = 4
        XCTAssertNotNil(decode("1;abc\r\na\r\n", limits: limits))
        XCTAssertNil(decode("1;abcdef\r\na\r\n", limits: limits))
        XCTAssertNil(decode("1;ab\r\na\r\n1;ab\r\na\r\n", limits: limits))
    }
}
