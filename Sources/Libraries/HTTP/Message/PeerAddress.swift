import Glibc

/// The IP address at the other end of a connection.
package struct PeerAddress: Sendable, Hashable {
    /// The sixteen bytes of an IPv6 address; IPv4 is stored as IPv4-mapped (RFC 4291 §2.5.5.2).
    let high: UInt64
    let low: UInt64
}

extension PeerAddress {
    /// The address returned by `accept` or `getsockname`; other families become `::`.
    init(_ storage: sockaddr_storage) {
        self = withUnsafeBytes(of: storage) { bytes in
            switch Int32(storage.ss_family) {
            case AF_INET: PeerAddress(bytes.load(as: sockaddr_in.self).sin_addr)
            case AF_INET6: PeerAddress(bytes.load(as: sockaddr_in6.self).sin6_addr)
            default: PeerAddress(high: 0, low: 0)
            }
        }
    }

    private init(_ address: in_addr) {
        self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: address.s_addr)))
    }

    private init(_ address: in6_addr) {
        let (high, low) = withUnsafeBytes(of: address) {
            ($0.load(as: UInt64.self), $0.load(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
    }

    /// The address in text form, as in `X-Forwarded-For`; nil for other text.
    package init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(four)
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(six)
        } else {
            return nil
        }
    }

    var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// The network of one client: an IPv4 address, or the /64 of an IPv6 address.
    ///
    /// A single machine may use any address of a /64 (RFC 6177 §2). Loopback is one network.
    package var network: PeerAddress {
        if isLoopback { return PeerAddress(high: 0, low: 1) }
        return isIPv4 ? self : PeerAddress(high: high, low: 0)
    }

    /// The /48 of an IPv6 address, which one site may have; nil for IPv4 and loopback.
    package var site: PeerAddress? {
        isIPv4 || isLoopback ? nil : PeerAddress(high: high & 0xFFFF_FFFF_FFFF_0000, low: 0)
    }

    /// 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        isIPv4 ? (low >> 24) & 0xFF == 127 : high == 0 && low == 1
    }

    /// The text form (RFC 5952 for IPv6).
    package var text: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            var address = (high.bigEndian, low.bigEndian)
            guard let text = inet_ntop(AF_INET6, &address, buffer.baseAddress, 64) else {
                return ""
            }
            return String(cString: text + (isIPv4 ? "::ffff:".utf8.count : 0))
        }
    }
}
