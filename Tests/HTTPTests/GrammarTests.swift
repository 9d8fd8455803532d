import XCTest

@testable import HTTP

/// The bit masks against lists written from the RFCs.
final class GrammarTests: XCTestCase {
    private let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    private let digits = "0123456789"

    private func check(_ isMember: (UInt8) -> Bool, is list: String) {
        let octets = Set(list.utf8)
        for octet in UInt8.min...UInt8.max {
            XCTAssertEqual(isMember(octet), octets.contains(octet), "octet \(octet)")
        }
    }

    func testTokensAreMadeOfTchar() {
        check(Grammar.isToken, is: "!#$%&'*+-.^_`|~" + digits + letters)
    }

    func testRegisteredNamesAreMadeOfUnreservedAndSubDelims() {
        check(Grammar.isRegisteredName, is: "-._~!$&'()*+,;=" + digits + letters)
    }

    func testTargetsAreMadeOfPcharQueryAndWhatBrowsersLeaveUnencoded() {
        check(
            Grammar.isTarget,
            is: "-._~!$&'()*+,;=:@/?%" + "[]{}|\\^`" + digits + letters)
    }

    func testValuesHaveNoControlCharacterButTab() {
        for octet in UInt8.min...UInt8.max {
            let isControl = octet < 32 || octet == 127
            XCTAssertEqual(Grammar.isFieldValueOctet(octet), !isControl || octet == 9)
        }
    }

    func testEveryOctetOfAValueIsLookedAtInWhateverPlace() {
        for octet in UInt8.min...UInt8.max {
            for length in 1...20 {
                for position in 0..<length {
                    var value = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    value[position] = octet
                    guard
                        value.withUnsafeBytes(Grammar.isFieldValue)
                            == Grammar.isFieldValueOctet(octet)
                    else { return XCTFail("octet \(octet) at \(position) of \(length)") }
                }
            }
        }
    }
}
