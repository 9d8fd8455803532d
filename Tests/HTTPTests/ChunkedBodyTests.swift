import XCTest

@testable import HTTP

final class ChunkedBodyTests: XCTestCase {
    /// The decoded content and the number of consumed bytes; nil for invalid input.
    private func decode(_ text: String, limits: Limits = Limits()) -> (body: String, read: Int)? {
        var chunks = ChunkedBody()
        var position = 0
        var body: [UInt8] = []
        let input = bytes(text)
        do throws(ParseFailure) {
            while true {
                let event = try input.withBytes { bytes throws(ParseFailure) in
                    try chunks.consume(bytes, &position, limits: limits)
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

    func testBytesAfterTheLastChunkAreNotConsumed() {
        XCTAssertEqual(decode("0\r\n\r\nGET / HTTP/1.1\r\n")?.read, 5)
        XCTAssertEqual(decode("0\r\nA: b\r\n\r\nGET")?.read, 11)
    }

    func testDataMayContainFraming() {
        XCTAssertEqual(decode("7\r\n0\r\n\r\n0\r\r\n0\r\n\r\n")?.body, "0\r\n\r\n0\r")
    }

    func testTheLargestSizeIsAcceptedAndTheNextRefused() {
        XCTAssertNotNil(decode("7FFFFFFFFFFFFFFF\r\n"))
        XCTAssertNil(decode("8000000000000000\r\n"))
        XCTAssertNil(decode("1\r\na\r\n7FFFFFFFFFFFFFFF\r\n"))
    }

    func testDataBytesIncludesAChunkBeforeItsData() throws {
        var chunks = ChunkedBody()
        var position = 0
        let input = bytes("ff\r\n")
        let event = try input.withBytes { bytes throws(ParseFailure) in
            try chunks.consume(bytes, &position, limits: Limits())
        }
        XCTAssertEqual(event, .chunk)
        XCTAssertEqual(chunks.dataBytes, 255)
    }

    func testExtensionsAreBoundedPerLineAndInTotal() {
        var limits = Limits()
        limits.chunkLineBytes = 8
        limits.chunkExtensionBytes = 4
        XCTAssertNotNil(decode("1;abc\r\na\r\n", limits: limits))
        XCTAssertNil(decode("1;abcdef\r\na\r\n", limits: limits))
        XCTAssertNil(decode("1;ab\r\na\r\n1;ab\r\na\r\n", limits: limits))
    }
}
