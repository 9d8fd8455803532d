/// A currency in use, by its three-letter code of ISO 4217.
package struct Currency: Equatable, Sendable {
    /// The currency of a free event that names none.
    package static let fallback = Currency(stored: "INR")

    /// Three capital letters, such as `EUR`.
    package let code: String

    /// The currency with this code, or nil if ISO 4217 does not list it as money in use.
    package init?(_ code: String) {
        // Swift compares strings by canonical equivalence, which makes the Kelvin sign equal to K.
        guard code.utf8.count == 3, Self.inUse.contains(code) else { return nil }
        self.code = code
    }

    /// A code from storage, which was validated before it was written.
    package init(stored code: String) {
        self.code = code
    }

    /// The number of decimal digits of the minor unit (ISO 4217 list one).
    package var minorDigits: Int {
        if Self.withoutMinorUnit.contains(code) { return 0 }
        return Self.ofThousandths.contains(code) ? 3 : 2
    }

    /// The smallest amount that gateways can pay; payable amounts are whole multiples of it.
    ///
    /// The last of three decimal digits is always 0, and the ariary is not divided.
    /// Docs: docs.stripe.com/currencies, razorpay.com/docs/payments/international-payments
    package var payableUnit: Int64 {
        if code == "MGA" { return 100 }
        return minorDigits == 3 ? 10 : 1
    }

    /// The codes whose `payableUnit` is above 1; none is above 100.
    package static let withLargerPayableUnits = ["MGA"] + ofThousandths.sorted()

    private static let withoutMinorUnit: Set<String> = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
        "XAF", "XOF", "XPF",
    ]
    private static let ofThousandths: Set<String> = [
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
    ]

    /// ISO 4217 list one of 2025 without funds, metals and testing codes.
    private static let inUse = Set(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN \
        BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL \
        GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF \
        KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
        MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD \
        SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH \
        UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.split(separator: " ").map(String.init))
}
