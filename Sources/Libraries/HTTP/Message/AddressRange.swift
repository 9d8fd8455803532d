import TextEncoding

/// An IP network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), or a single address.
package struct AddressRange: Sendable {
    private let base: PeerAddress
    /// In the form of an IPv6 address, in which an IPv4 address has 96 bits before it.
    private let prefixLength: Int

    /// Such as `10.0.0.0/8`, `2001:db8::/32` or `192.0.2.7`; nil for other text.
    package init?(_ text: String) {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = PeerAddress(String(Substring(parts[0]))) else { return nil }
        let bits: Int64 = address.isIPv4 ? 32 : 128
        let length = parts.count == 2 ? Int64(digits: parts[1]) : bits
        guard let length, length <= bits else { return nil }
        base = address
        prefixLength = Int(128 - bits + length)
    }

    /// Whether the address belongs to the network.
    package func contains(_ address: PeerAddress) -> Bool {
        // A shift by 64 or more gives zero.
        let high = UInt64.max << max(0, 64 - prefixLength)
        let low = UInt64.max << min(64, 128 - prefixLength)
        return (address.high ^ base.high) & high == 0 && (address.low ^ base.low) & low == 0
    }
}
