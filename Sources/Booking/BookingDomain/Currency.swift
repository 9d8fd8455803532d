/// A currency in use, by its three-letter code of ISO 4217.
package struct Currency: Equatable, Sendable {
    /// The currency of a free event whose facilitator named none.
    package static let unnamed = Currency(stored: "INR")

    /// Three capital letters, as `EUR`.
    package let code: String

    /// The currency with this code, or nil if ISO 4217 lists no such money in use.
    package init?(_ code: String) {
        // Strings are equal when canonically equivalent, and the Kelvin sign is to K.
        guard code.utf8.count == 3, Self.inUse.contains(code) else { return nil }
        self.code = code
    }

    /// A code read back from where only a listed one was ever written.
    package init(stored code: String) {
        self.code = code
    }

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
