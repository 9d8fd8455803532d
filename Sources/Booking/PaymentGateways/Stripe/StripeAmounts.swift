import BookingDomain

/// Stripe's units and limits of amounts, which differ from ISO 4217.
/// Docs: docs.stripe.com/currencies
enum StripeAmounts {
    /// Stripe's figure for a payment; throws if Stripe does not support it.
    static func charge(_ amount: Int64, _ currency: Currency) throws(UnpayableOrder) -> Int64 {
        guard currency.code != "UGX" else {
            throw UnpayableOrder(detail: "Payments in UGX are not supported.")
        }
        guard amount.isMultiple(of: currency.payableUnit), let figure = figure(amount, currency)
        else {
            throw UnpayableOrder(
                detail: "Stripe does not support this fraction of \(currency.code).")
        }
        let limits = (minimums[currency.code] ?? 1)...99_999_999
        guard limits.contains(figure) else {
            let isTooLarge = figure > limits.upperBound
            let limit = isTooLarge ? limits.upperBound : limits.lowerBound
            throw UnpayableOrder(
                Money(amount: amount, currency: currency),
                mustBe: isTooLarge ? "at most" : "at least", local(limit, currency.code))
        }
        return figure
    }

    /// Stripe's figure for an amount in minor units; nil if it has a smaller fraction.
    static func figure(_ amount: Int64, _ currency: Currency) -> Int64? {
        shifted(amount, by: digits(of: currency.code) - currency.minorDigits)
    }

    /// The minor units of Stripe's figure. A figure that cannot be converted is returned unchanged,
    /// so that it differs from the booking's amount.
    static func local(_ remote: Int64, _ code: String) -> Int64 {
        shifted(remote, by: Currency(stored: code).minorDigits - digits(of: code)) ?? remote
    }

    /// The amount with `digits` more decimal digits, or fewer; nil if digits would be lost.
    private static func shifted(_ amount: Int64, by digits: Int) -> Int64? {
        let factor: Int64 = [1, 10, 100, 1_000][abs(digits)]
        if digits < 0 { return amount.isMultiple(of: factor) ? amount / factor : nil }
        let (shifted, overflows) = amount.multipliedReportingOverflow(by: factor)
        return overflows ? nil : shifted
    }

    private static func digits(of code: String) -> Int {
        if withoutFraction.contains(code) { return 0 }
        return ofThousandths.contains(code) ? 3 : 2
    }

    private static let withoutFraction: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
        "XOF", "XPF",
    ]
    private static let ofThousandths: Set<String> = ["BHD", "JOD", "KWD", "OMR", "TND"]
    private static let minimums: [String: Int64] = [
        "USD": 50, "EUR": 50, "CAD": 50, "AUD": 50, "NZD": 50, "SGD": 50, "CHF": 50, "BRL": 50,
        "INR": 50, "ZAR": 50, "GBP": 30, "AED": 200, "MYR": 200, "PLN": 200, "RON": 200,
        "DKK": 250, "NOK": 300, "SEK": 300, "HKD": 400, "MXN": 1_000, "THB": 1_000, "CZK": 1_500,
        "HUF": 17_500, "JPY": 50, "KRW": 50,
    ]
}
