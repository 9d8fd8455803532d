extension Currency {
    /// How many decimal digits the minor unit has, by ISO 4217 list one.
    package var minorDigits: Int {
        if Self.withoutMinorUnit.contains(code) { return 0 }
        return Self.ofThousandths.contains(code) ? 3 : 2
    }

    /// What amounts have to be whole multiples of to be paid: gateways know no smaller coin.
    ///
    /// The last of three decimal digits is always 0, and the ariary is not divided.
    /// Docs: docs.stripe.com/currencies, razorpay.com/docs/payments/international-payments
    package var payableUnit: Int64 {
        if code == "MGA" { return 100 }
        return minorDigits == 3 ? 10 : 1
    }

    private static let withoutMinorUnit: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
        "XAF", "XOF", "XPF",
    ]
    private static let ofThousandths: Set<String> = [
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
    ]
}
