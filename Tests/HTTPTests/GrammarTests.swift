import XCTest

@testable import HTTP

/// The bit masks against lists from the RFCs.
final class GrammarTests: XCTestCase {
    private let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    private let digits = "0123456789"

    private func check(_ isMember: (UInt8) -> Bool, is list: String) {
        let bytes = Set(list.utf8)
        for byte in UInt8.min...UInt8.max {
            XCTAssertEqual(isMember(byte), bytes.contains(byte), "byte \(byte)")
        }
    }

    func testTokensConsistOfTchar() {
        check(Grammar.isToken, is: "!#$%&'*+-.^_`|~" + digits + letters)
    }

    func testRegisteredNamesConsistOfUnreservedAndSubDelims() {
        check(Grammar.isRegisteredName, is: "-._~!$&'()*+,;=" + digits + letters)
    }

    func testTargetsConsistOfPcharQueryAndCharactersThatBrowsersLeaveUnencoded() {
        check(
            Grammar.isTarget,
            is: "-._~!$&'()*+,;=:@/?%" + "[]{}|\\^`" + digits + letters)
    }

    func testFieldValuesAllowNoControlCharacterExceptTab() {
        for byte in UInt8.min...UInt8.max {
            let isControl = byte < 32 || byte == 127
            XCTAssertEqual(Grammar.isFieldValueByte(byte), !isControl || byte == 9)
        }
    }

    func testFieldValueCheckCoversEveryPosition() {
        for byte in UInt8.min...UInt8.max {
            for length in 1...20 {
                for position in 0..<length {
                    var value = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    value[position] = byte
                    guard
                        value.withUnsafeBytes(Grammar.isFieldValue)
                            == Grammar.isFieldValueByte(byte)
                    else { return XCTFail("byte \(byte) at \(position) of \(length)") }
                }
            }
        }
    }
}
