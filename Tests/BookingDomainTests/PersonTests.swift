import BookingDomain
import XCTest

final class PersonTests: XCTestCase {
    func testAUsernameHas2To64AllowedCharacters() {
        for good in ["ab", "Bhavin", "a.b_c@d+e-9", String(repeating: "x", count: 64)] {
            XCTAssertNotNil(Username(good), good)
        }
        for bad in [
            "", "a", "a b", "a/b", "a\n", "ünal", "\u{212A}elvin", "１２", "a\u{0}b",
            String(repeating: "x", count: 65),
        ] {
            XCTAssertNil(Username(bad), bad)
        }
    }

    /// Letters outside ASCII that fold to, look like or vanish beside ASCII ones are refused.
    func testAUsernameIsASCII() {
        let others = (0x80...0x1_FFFF).lazy.compactMap(Unicode.Scalar.init(_:))
        XCTAssertNil(others.first { Username("ab\($0)") != nil }?.value)
        let signs = (UInt8(0)..<0x80).filter { byte in
            Username("a\(Unicode.Scalar(byte))") != nil
        }
        XCTAssertEqual(
            String(decoding: signs, as: UTF8.self),
            "+-.0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
    }

    func testUsernamesCompareWithoutRegardToCase() {
        XCTAssertEqual(Username("Bhavin"), Username("bHAVIN"))
        XCTAssertEqual(Username("Bhavin")?.text, "Bhavin")
        XCTAssertNotEqual(Username("bhavin"), Username("bhavin2"))
    }

    func testAnEmailAddressHasLimits() {
        let long = String(repeating: "a", count: 64)
        for good in [
            "a@b", "bhavin@example.com", "b.h+tag@mail.example.co", "\(long)@example.org",
        ] {
            XCTAssertNotNil(EmailAddress(good), good)
        }
        for bad in [
            "", "@", "a@", "@b", "a b@c", "a@b@c", "a@b\r\nBcc: x@y", "a@b.", "a@.b", ".a@b",
            "a.@b", "a..b@c", "a@-b", "a@b-", "a@b_c", "a@[127.0.0.1]", "<a@b>", "ä@b", "a@ä",
            "a,b@c", "\(long)a@example.org", "a@\(long)",
            "a@" + Array(repeating: "abcdefg", count: 32).joined(separator: "."),
        ] {
            XCTAssertNil(EmailAddress(bad), bad)
        }
    }

    func testAPersonsNameIsOneLineOfAnyScript() {
        for good in ["Bhavin", "Dr. Priya Sharma", "भाविन", String(repeating: "n", count: 100)] {
            XCTAssertNotNil(PersonName(good), good)
        }
        for bad in [
            "", "  ", "\u{200B}", " \u{2060}\u{3164}", "a\nb", "a\u{202E}b",
            String(repeating: "n", count: 101),
        ] {
            XCTAssertNil(PersonName(bad), bad)
        }
    }

    func testALetterGreetsByShortNamesWithoutLinks() {
        for name in [
            "Bhavin", "Dr. Priya Sharma", "J.R.R. Tolkien", "Zoë O’Neil", "孫 文", "Anna-Maria",
        ] {
            XCTAssertEqual(PersonName.greeting(name), name)
        }
        let refused = [
            "evil.example", "Win at evil.example now", "https://evil", "a@b", "www.evil.example",
            "evil.example.", "evil。example", "tel:112", String(repeating: "a", count: 41),
        ]
        for name in refused { XCTAssertNil(PersonName.greeting(name), name) }
    }
}
