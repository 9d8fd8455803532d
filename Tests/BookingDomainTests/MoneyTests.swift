import BookingDomain
import XCTest

/// Amounts as text.
final class MoneyTests: XCTestCase {
    func testAmountsAsTextOfTheirCurrency() {
        let cases: [(Int64, String, String)] = [
            (0, "INR", "₹0"), (1_500_000, "INR", "₹15,000"), (1_250, "EUR", "€12.50"),
            (5, "USD", "$0.05"), (1_234_567_890, "GBP", "£12,345,678.90"),
            (1_000, "JPY", "¥1,000"), (1_250, "CHF", "CHF\u{A0}12.50"),
            (12_345, "BHD", "BHD\u{A0}12.345"), (-1_800, "EUR", "−€18"),
            (100_000_000, "JPY", "¥100,000,000"), (1_000_007, "INR", "₹10,000.07"),
        ]
        for (amount, code, text) in cases {
            XCTAssertEqual(Money(amount: amount, currency: Currency(stored: code)).text, text)
        }
    }

    func testTheLargestAmountsDoNotOverflow() {
        let currency = Currency(stored: "JPY")
        XCTAssertEqual(
            Money(amount: .max, currency: currency).text, "¥9,223,372,036,854,775,807")
        XCTAssertEqual(
            Money(amount: .min, currency: currency).text, "−¥9,223,372,036,854,775,808")
    }
}
