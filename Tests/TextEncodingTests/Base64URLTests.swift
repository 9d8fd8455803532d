import TextEncoding
import XCTest

final class Base64URLTests: XCTestCase {
    /// RFC 4648 §10 without padding, and vectors for `-` and `_`.
    private let vectors: [(bytes: [UInt8], text: String)] = [
        ([], ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"), (Array("foo".utf8), "Zm9v"),
        (Array("foob".utf8), "Zm9vYg"), (Array("fooba".utf8), "Zm9vYmE"),
        (Array("foobar".utf8), "Zm9vYmFy"), ([0xFB, 0xFF, 0xBF], "-_-_"), ([0x00], "AA"),
        ([0xFF], "_w"), ([0xFF, 0xFF], "__8"), ([0x14, 0xFB, 0x9C, 0x03, 0xD9, 0x7E], "FPucA9l-"),
    ]

    func testTheRFCVectorsMatch() {
        for (bytes, text) in vectors {
            XCTAssertEqual(Base64URL.encode(bytes), text)
            XCTAssertEqual(Base64URL.decode(text), bytes, text)
        }
    }

    func testOtherSpellingsAreRefused() {
        for text in [
            "A", "AAAAA", "Zg==", "Zg=", "Zm8=", "=", "====", "Zm9v=", "Z g", " Zg", "Zg ", "Zg\n",
            "Z\ng", "Zg\0", "+/+/", "AA+A", "AA/A", "AA.A", "AA,A", "AA*A", "Zh", "Zm9", "AB",
            "AAB",
            "__9", "_x", "éA", "ＡＡ", "\u{212A}A",
        ] {
            XCTAssertNil(Base64URL.decode(text), text)
        }
    }

    func testEveryByteOutsideTheAlphabetIsRefused() {
        let alphabet = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        for byte in UInt8.min...UInt8.max where !alphabet.contains(byte) {
            for position in 0..<4 {
                var text = Array("AAAA".utf8)
                text[position] = byte
                XCTAssertNil(Base64URL.decode(text.span), "byte \(byte) at \(position)")
            }
        }
    }

    func testBytesOfEveryLengthRoundTrip() {
        for length in 0..<100 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            XCTAssertEqual(Base64URL.decode(Base64URL.encode(bytes)), bytes)
        }
    }

    func testTwoTextsNeverDecodeToTheSameBytes() {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var decoded: Set<[UInt8]> = []
        for first in letters {
            for second in letters {
                guard let bytes = Base64URL.decode(String([first, second])) else { continue }
                XCTAssertTrue(decoded.insert(bytes).inserted)
            }
        }
        XCTAssertEqual(decoded.count, 256)
    }
}
