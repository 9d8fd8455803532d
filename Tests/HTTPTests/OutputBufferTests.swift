import XCTest

@testable import HTTP

final class OutputBufferTests: XCTestCase {
    func testGrowingKeepsTheContent() {
        let buffer = OutputBuffer(capacity: 4)
        var expected: [UInt8] = []
        for number in 0..<200 {
            let bytes = [UInt8](repeating: UInt8(number), count: number)
            buffer.append(bytes.span)
            expected += bytes
        }
        XCTAssertEqual(Array(buffer.bytes), expected)
        XCTAssertEqual(buffer.count, expected.count)
        buffer.removeAll()
        XCTAssertTrue(buffer.isEmpty)
        XCTAssertEqual(Array(buffer.bytes), [])
    }

    func testTextsAndNumbersAreAppendedVerbatim() {
        let buffer = OutputBuffer(capacity: 1)
        buffer.append("Content-Length: ")
        for number in [0, 9, 10, 304, 65_536, Int.max] {
            buffer.append(decimal: number)
            buffer.append(" ")
        }
        buffer.append("".utf8.span)
        buffer.append("short é, ".utf8.span)
        buffer.append("and longer than a machine word".utf8.span)
        XCTAssertEqual(
            String(decoding: buffer.bytes, as: UTF8.self),
            "Content-Length: 0 9 10 304 65536 9223372036854775807 "
                + "short é, and longer than a machine word")
    }
}
