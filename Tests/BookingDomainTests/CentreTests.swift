import BookingDomain
import XCTest

/// The center's settings, which only their owner changes.
final class CentreTests: XCTestCase {
    /// Pairs of a color and whether text of it has a contrast of 4.5 : 1 on #eceff4, computed with
    /// the W3C's formula in another language.
    func testAccentNeedsContrastOnALightPage() throws {
        for (color, isReadable) in [
            ("#2a4bb0", true), ("#2A6B4B", true), ("#000000", true), ("#b3261e", true),
            ("#666666", true), ("#6c6c6c", true), ("#707070", false),
            ("#777777", false), ("#ffff00", false), ("#ffffff", false),
            ("#f97316", false),
        ] {
            let accent = try? AccentColor(color)
            XCTAssertEqual(accent != nil, isReadable, color)
            XCTAssertEqual(accent?.text, isReadable ? color.lowercased() : nil)
        }
        for text in ["", "red", "#12345", "#1234567", "#12345g", "#+12345", "2a4bb0", "#２a4bb0"] {
            XCTAssertThrowsError(try AccentColor(text)) {
                XCTAssertEqual($0 as? AccentColor.Violation, .malformed, text)
            }
        }
    }

    func testAccentIsLighterInTheDarkTheme() throws {
        XCTAssertEqual(try AccentColor("#000000").onDark, "#8c8c8c")
        XCTAssertNotEqual(try AccentColor("#2a4bb0").onDark, "#2a4bb0")
    }

    func testFieldsThatAreLeftOutStay() throws {
        var fields = CentreFields()
        fields.name = "Ananda"
        fields.accent = "#2a6b4b"
        fields.currency = "EUR"
        let named = try Centre().changed(by: fields)
        XCTAssertEqual(named.name, "Ananda")
        XCTAssertEqual(named.currency?.code, "EUR")
        fields = CentreFields()
        fields.accent = .some(nil)
        let plain = try named.changed(by: fields)
        XCTAssertEqual(plain.name, "Ananda")
        XCTAssertNil(plain.accent)
    }

    func testALegalTextIsALinkOnlyIfItIsAnAddress() {
        XCTAssertEqual(
            Centre.LegalText("https://example.org/imprint").link, "https://example.org/imprint")
        for text in ["", "Ananda e. V.", "https://example.org and more", "javascript:alert(1)"] {
            XCTAssertNil(Centre.LegalText(text).link, text)
        }
    }

    func testDefaultsFillNewEventsOnly() throws {
        var fields = CentreFields()
        fields.currency = "EUR"
        fields.timeZone = "Europe/Berlin"
        fields.refundPolicy = [.init(hoursBefore: 48, percent: 100)]
        let centre = try Centre().changed(by: fields)
        var event = EventFields(price: 1_000)
        XCTAssertEqual(event.filled(from: centre).currency, "EUR")
        XCTAssertEqual(event.filled(from: centre).timeZone, "Europe/Berlin")
        XCTAssertEqual(event.filled(from: centre).refundPolicy?.count, 1)
        XCTAssertNil(EventFields(price: 0).filled(from: centre).refundPolicy)
        event.refundPolicy = []
        event.currency = "INR"
        XCTAssertEqual(event.filled(from: centre).currency, "INR")
        XCTAssertEqual(event.filled(from: centre).refundPolicy, [])
    }
}
