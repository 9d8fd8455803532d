/// Character classes of single bytes; those of `Character` include other scripts' digits and
/// letters.
@usableFromInline
package enum ASCII {
    /// Whether the byte is one of `0–9`.
    @inlinable
    @inline(__always)
    package static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Whether the byte is one of `a–z`, `A–Z`, `0–9`.
    @inlinable
    @inline(__always)
    package static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- 0x61 < 26
    }

    /// The lower-case form of `A–Z`; every other byte as it is.
    @inlinable
    @inline(__always)
    package static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// The text with only `A–Z` in lower case: the Kelvin sign does not become a `k`.
    package static func lowercased(_ text: String) -> String {
        String(decoding: text.utf8.map { lowercased($0) }, as: UTF8.self)
    }

    /// The text without the spaces, tabs and line ends around it.
    package static func trimmed(_ text: String) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || 0x09...0x0D ~= byte }
        let start = text.utf8.drop(while: isSpace)
        let rest = start.reversed().prefix(while: isSpace).count
        return String(Substring(start.dropLast(rest)))
    }
}

extension FixedWidthInteger {
    /// The number that decimal digits spell, without a sign or spaces, which `Int("+5")` accepts.
    ///
    /// Nil without digits, and where the number does not fit.
    @inlinable
    package init?(digits: some Sequence<UInt8>) {
        var value: Self = 0
        var isEmpty = true
        for byte in digits {
            guard ASCII.isDigit(byte) else { return nil }
            let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflows) = product.addingReportingOverflow(Self(byte &- 0x30))
            guard !productOverflows, !sumOverflows else { return nil }
            value = sum
            isEmpty = false
        }
        guard !isEmpty else { return nil }
        self = value
    }
}
