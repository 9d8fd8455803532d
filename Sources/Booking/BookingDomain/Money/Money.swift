/// An amount as text, such as `₹15,000` or `CHF 12.50`.
package struct Money: Equatable, Sendable {
    /// Minor units of `currency`.
    package let amount: Int64
    package let currency: Currency

    package init(amount: Int64, currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    /// The amount with its currency's sign or code, without a fraction of zero.
    package var text: String {
        let digits = currency.minorDigits
        let unit = (0..<digits).reduce(Int64(1)) { unit, _ in unit * 10 }
        let (whole, fraction) = amount.magnitude.quotientAndRemainder(dividingBy: unit.magnitude)
        let sign = amount < 0 ? "−" : ""
        let symbol = Self.symbols[currency.code] ?? currency.code + "\u{A0}"
        guard fraction > 0 else { return sign + symbol + Self.grouped(whole) }
        let text = String(fraction)
        let zeros = String(repeating: "0", count: digits - text.utf8.count)
        return "\(sign)\(symbol)\(Self.grouped(whole)).\(zeros)\(text)"
    }

    /// The amount in the currency's major unit for programs, such as `15000.00`.
    package var decimal: String {
        let digits = currency.minorDigits
        let text = String(amount.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.utf8.count)) + text
        let sign = amount < 0 ? "-" : ""
        guard digits > 0 else { return sign + padded }
        return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }

    /// With a comma between thousands.
    static func grouped(_ number: UInt64) -> String {
        guard number >= 1_000 else { return String(number) }
        let rest = String(number % 1_000)
        return grouped(number / 1_000) + ","
            + String(repeating: "0", count: 3 - rest.utf8.count) + rest
    }

    private static let symbols = ["INR": "₹", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"]
}
