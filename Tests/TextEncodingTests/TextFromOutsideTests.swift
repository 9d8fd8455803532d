import Foundation
import TextEncoding
import XCTest

final class TextFromOutsideTests: XCTestCase {
    /// Runs of marks in an order that normalization must change, and other runs.
    private static let units = [
        "\u{301}\u{323}", "\u{344}\u{323}", "\u{345}\u{301}\u{334}", "\u{5C2}\u{5C1}\u{5B0}",
        "\u{F72}\u{F71}", "\u{F73}", "\u{301}", "\u{1161}", "\u{1100}\u{1161}\u{11A8}",
        "\u{1F469}\u{200D}", "\u{1F1E6}", "\u{915}\u{94D}",
    ]

    private func text(_ unit: String, bytes: Int) -> [UInt8] {
        Array(String(repeating: unit, count: bytes / unit.utf8.count).utf8)
    }

    func testRunsOfMoreThan128MarksAreDivided() throws {
        for unit in Self.units {
            let bytes = text(unit, bytes: 4_000)
            let safe = try XCTUnwrap(String(streamSafe: bytes))
            var run = 0
            for scalar in safe.unicodeScalars {
                let isMark = scalar.properties.canonicalCombiningClass != .notReordered
                run = isMark ? run + 1 : 0
                XCTAssertLessThanOrEqual(run, 128)
            }
            let kept = safe.unicodeScalars.filter { $0 != "\u{34F}" }
            XCTAssertEqual(Array(String(String.UnicodeScalarView(kept)).utf8), bytes)
        }
    }

    func testTextWithShortRunsIsUnchanged() throws {
        let longest = "a" + String(repeating: "\u{301}\u{323}", count: 64)
        let many = String(repeating: "नमस्ते, e\u{301} 🧘‍♀️ 한국어 ", count: 200)
        for text in ["", "plain", "é", longest, longest + longest, many] {
            XCTAssertEqual(
                try XCTUnwrap(String(streamSafe: text.utf8)).utf8.map { $0 }, Array(text.utf8))
        }
    }

    func testInvalidUTF8IsRefused() {
        for bytes: [UInt8] in [[0x80], [0xC3], [0xED, 0xA0, 0x80], [0x61, 0xFF]] {
            XCTAssertNil(String(streamSafe: bytes))
        }
    }

    func testBytesOtherThanASCIIAreReplaced() {
        XCTAssertEqual(String(ascii: Array("a b".utf8)), "a b")
        XCTAssertEqual(String(ascii: [0x61, 0xC3, 0xA9, 0x7A]), "a\u{FFFD}\u{FFFD}z")
        XCTAssertEqual(String(ascii: []), "")
    }

    func testOtherSpellingsOfACharacterHaveOtherBytes() {
        XCTAssertTrue("é".hasSameBytes(as: "é"))
        XCTAssertFalse("\u{E9}".hasSameBytes(as: "e\u{301}"))
        XCTAssertFalse("a".hasSameBytes(as: "ab"))
    }

    /// Four times the text must not take sixteen times as long.
    func testComparingTextFromOutsideTakesLinearTime() throws {
        for unit in Self.units {
            let (short, long) = (text(unit, bytes: 8_000), text(unit, bytes: 32_000))
            let (once, four) = (try cost(of: short), try cost(of: long))
            XCTAssertLessThan(four, 10 * once + 200_000, "\(unit.unicodeScalars.map(\.value))")
        }
    }

    /// The median time of this thread for the common operations on a text, in nanoseconds.
    private func cost(of bytes: [UInt8]) throws -> UInt64 {
        let costs = try (0..<5).map { _ in
            let start = threadNanoseconds()
            let text = try XCTUnwrap(String(streamSafe: bytes))
            XCTAssertFalse(text == "text")
            XCTAssertFalse(text.hasPrefix("text"))
            XCTAssertEqual(text.split(separator: ",").count, 1)
            XCTAssertFalse(text.lowercased().contains("x"))
            XCTAssertTrue(Set([text]).contains(text))
            return threadNanoseconds() - start
        }
        return costs.sorted()[2]
    }

    private func threadNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
