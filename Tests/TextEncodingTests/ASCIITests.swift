import TextEncoding
import XCTest

final class ASCIITests: XCTestCase {
    private let bytes = UInt8.min...UInt8.max

    func testDigitsAreTen() {
        XCTAssertEqual(bytes.filter { ASCII.isDigit($0) }, Array("0123456789".utf8))
    }

    func testAlphanumericsAreSixtyTwo() {
        XCTAssertEqual(
            bytes.filter { ASCII.isAlphanumeric($0) },
            Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8))
    }

    func testOnlyCapitalsHaveALowerCaseForm() {
        for byte in bytes {
            let isCapital = (0x41...0x5A).contains(byte)
            XCTAssertEqual(ASCII.lowercased(byte), isCapital ? byte + 32 : byte)
        }
        XCTAssertEqual(ASCII.lowercased("ÉA\u{212A}Z@[é"), "Éa\u{212A}z@[é")
    }

    func testSpaceIsTrimmedAtBothEndsOnly() {
        for text in ["a b", " a b", "a b ", "\t a b\r\n", "a b   "] {
            XCTAssertEqual(ASCII.trimmed(text), "a b", text)
        }
        XCTAssertEqual(ASCII.trimmed(" \n "), "")
        XCTAssertEqual(ASCII.trimmed("\u{A0}é\u{A0}"), "\u{A0}é\u{A0}")
    }

    func testDigitsSpellANumber() {
        for (text, number) in [
            ("0", 0), ("7", 7), ("007", 7), ("9223372036854775807", Int64.max),
        ] {
            XCTAssertEqual(Int64(digits: text.utf8), number, text)
        }
        XCTAssertEqual(UInt16(digits: "65535".utf8), 65_535)
    }

    func testOtherTextsSpellNoNumber() {
        for text in [
            "", "+5", "-5", " 5", "5 ", "5.0", "0x5", "٥", "５", "9223372036854775808",
            "99999999999999999999",
        ] {
            XCTAssertNil(Int64(digits: text.utf8), text)
        }
        XCTAssertNil(UInt16(digits: "65536".utf8))
    }
}
