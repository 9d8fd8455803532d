import TextEncoding
import XCTest

final class HexadecimalTests: XCTestCase {
    private let bytes = Array(UInt8.min...UInt8.max)

    func testDigitsAreTwentyTwo() {
        XCTAssertEqual(
            bytes.filter { Hexadecimal.value($0) != nil }, Array("0123456789ABCDEFabcdef".utf8))
        for value in UInt8(0)..<16 {
            let digit = String(value, radix: 16)
            XCTAssertEqual(Hexadecimal.digit(value), Array(digit.utf8)[0])
            for text in [digit, digit.uppercased()] {
                XCTAssertEqual(Hexadecimal.value(Array(text.utf8)[0]), value)
            }
        }
    }

    func testEveryByteIsEncodedAndDecoded() {
        XCTAssertEqual(Hexadecimal.encode([0x00, 0x0F, 0xA5, 0xFF]), "000fa5ff")
        XCTAssertEqual(Hexadecimal.decode(Hexadecimal.encode(bytes)), bytes)
        XCTAssertEqual(Hexadecimal.encode([]), "")
        XCTAssertEqual(Hexadecimal.decode(""), [])
    }

    func testOtherSpellingsAreRefused() {
        for text in ["0", "000", "0F", "F0", "0g", "g0", "0x", " 0", "é"] {
            XCTAssertNil(Hexadecimal.decode(text), text)
        }
    }
}
