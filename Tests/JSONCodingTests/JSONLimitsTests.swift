import JSONCoding
import XCTest

final class JSONLimitsTests: XCTestCase {
    private func nested(_ depth: Int, open: String = "[", close: String = "]") -> [UInt8] {
        Array((String(repeating: open, count: depth) + String(repeating: close, count: depth)).utf8)
    }

    func testNestingBeyondTheMaximumDepthIsRefused() {
        XCTAssertNoThrow(try JSONValue(parsing: nested(32)))
        XCTAssertThrowsError(try JSONValue(parsing: nested(33)))
        XCTAssertNoThrow(try JSONValue(parsing: nested(1), maximumDepth: 1))
        XCTAssertThrowsError(try JSONValue(parsing: nested(2), maximumDepth: 1))
        XCTAssertThrowsError(try JSONValue(parsing: nested(1), maximumDepth: 0))
        XCTAssertNoThrow(try JSONValue(parsing: Array("1".utf8), maximumDepth: 0))
    }

    func testSiblingsDoNotAddToTheDepth() {
        let text = "[" + Array(repeating: "[{}]", count: 100).joined(separator: ",") + "]"
        XCTAssertNoThrow(try JSONValue(parsing: Array(text.utf8), maximumDepth: 3))
        XCTAssertThrowsError(try JSONValue(parsing: Array(text.utf8), maximumDepth: 2))
    }

    func testAMillionBracketsAreRefusedAtAnyMaximumDepth() {
        let brackets = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        XCTAssertThrowsError(try JSONValue(parsing: brackets, maximumDepth: .max))
        let objects = Array(String(repeating: "{\"a\":", count: 200_000).utf8)
        XCTAssertThrowsError(try JSONValue(parsing: objects, maximumDepth: .max))
        XCTAssertNoThrow(try JSONValue(parsing: nested(512), maximumDepth: .max))
    }

    func testNamesOfMoreThan1024BytesAreRefused() throws {
        for (unit, escaped) in [("n", "n"), ("é", "é"), ("é", #"\u00e9"#)] {
            for (count, isValid) in [
                (1024 / unit.utf8.count, true), (1024 / unit.utf8.count + 1, false),
            ] {
                let name = String(repeating: escaped, count: count)
                let value = try? JSONValue(parsing: Array(#"{"\#(name)": 1}"#.utf8))
                XCTAssertEqual(value != nil, isValid)
                if isValid {
                    XCTAssertEqual(value?[String(repeating: unit, count: count)], 1)
                }
            }
        }
    }

    func testInvalidUTF8IsRefusedInTextAndNames() {
        let sequences: [[UInt8]] = [
            [0x80], [0xBF], [0xC3], [0xC3, 0x28], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
            [0xF0, 0x9F, 0x98],
            [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF],
            [0xF0, 0x80, 0x80, 0xAF], [0xF0, 0x8F, 0xBF, 0xBF], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF],
            [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], [0xFE], [0xFF],
            [0xC3, 0xA9, 0xA9], [0xE9],
        ]
        let mark = Array("\"".utf8)
        for sequence in sequences {
            let (plain, escaped) = (mark + sequence + mark, Array("\"\\n".utf8) + sequence + mark)
            let name = Array("{".utf8) + plain + Array(":1}".utf8)
            let beforeEscape = mark + sequence + Array("\\u00e9\"".utf8)
            for text in [plain, escaped, name, beforeEscape, sequence] {
                XCTAssertThrowsError(try JSONValue(parsing: text), "\(text)")
            }
        }
    }

    func testAllScalarsPassThroughTextUnchanged() throws {
        for start in stride(from: UInt32(0x20), to: 0x11_0000, by: 4096) {
            var text = ""
            for code in start..<start + 4096 {
                guard let scalar = Unicode.Scalar(code) else { continue }
                text.unicodeScalars.append(scalar)
                // Runs of more than 128 combining marks would be divided.
                text.unicodeScalars.append("a")
            }
            let value = try JSONValue(parsing: JSONValue.string(text).json)
            XCTAssertEqual(value.string.map { Array($0.utf8) }, Array(text.utf8))
        }
    }

    func testCanonicallyEquivalentNamesAreDifferent() throws {
        let value = try JSONValue(parsing: Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
        XCTAssertEqual(value["\u{E9}"], 1)
        XCTAssertEqual(value["e\u{301}"], 2)
        let kelvin = try JSONValue(parsing: Array("{\"\u{212A}\":1}".utf8))
        XCTAssertNil(kelvin["K"])
    }

    func testADuplicateNameAmongThousandsIsRefused() {
        let members = (0..<5000).map { "\"name \($0)\":\($0)" }
        for repeated in [0, 15, 16, 17, 4999] {
            let text = "{" + (members + [members[repeated]]).joined(separator: ",") + "}"
            XCTAssertThrowsError(try JSONValue(parsing: Array(text.utf8)), "\(repeated)")
        }
        let text = "{" + members.joined(separator: ",") + "}"
        XCTAssertEqual(try JSONValue(parsing: Array(text.utf8)).object?.members.count, 5000)
    }

    func testNumbersWithThousandsOfDigitsAreRefused() {
        for text in [
            String(repeating: "1", count: 100_000), "0." + String(repeating: "1", count: 100_000),
            "1e" + String(repeating: "0", count: 100_000), "1e99999999999999999999",
        ] {
            XCTAssertThrowsError(try JSONValue(parsing: Array(text.utf8)))
        }
    }
}
