/// The base address of an HTTP service: scheme, authority and path (RFC 3986 §3).
///
/// User information, a query and a fragment are refused: a password or half an address would
/// otherwise get into requests and logs.
package struct BaseURL: Sendable {
    /// The schemes of HTTP, in lower case.
    package enum Scheme: String, CaseIterable, Sendable {
        case http, https
    }

    private static let maximumBytes = 1_024

    package let scheme: Scheme
    /// Host and port as written.
    package let authority: String
    /// A name, or an IP address without brackets.
    package let host: String
    /// The scheme's default if the authority has none.
    package let port: UInt16
    /// Empty, or a path without a slash at its end.
    package let path: String

    /// Parses an address; nil if it is invalid or longer than 1,024 bytes.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumBytes,
            let scheme = Scheme.allCases.first(where: { text.hasPrefix("\($0.rawValue)://") })
        else { return nil }
        let rest = text.dropFirst("\(scheme.rawValue)://".count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        guard Array(authority.utf8).withUnsafeBytes({ Authority.isValid($0) }),
            path.utf8.allSatisfy(Self.isPathByte)
        else { return nil }
        let isBracketed = authority.hasPrefix("[")
        let hostEnd = authority.firstIndex(of: isBracketed ? "]" : ":") ?? authority.endIndex
        let port = authority[hostEnd...].drop { $0 == "]" }
        guard let port = port.isEmpty ? scheme.defaultPort : UInt16(port.dropFirst()), port > 0
        else { return nil }
        self.scheme = scheme
        self.authority = String(authority)
        self.port = port
        host = String(authority[..<hostEnd].dropFirst(isBracketed ? 1 : 0))
        self.path = String(path.hasSuffix("/") ? path.dropLast() : path)
    }

    /// Whether the host is this machine: 127.0.0.0/8, ::1 or `localhost`.
    package var isLoopback: Bool { host.hasPrefix("127.") || ["localhost", "::1"].contains(host) }

    /// Scheme, host and port as browsers send them, without a default port (RFC 6454 §6.1).
    package var origin: String {
        let isDefault = port == scheme.defaultPort
        let host = isDefault ? authority.replacing(/:[0-9]*$/, with: "") : authority
        return "\(scheme.rawValue)://\(host.lowercased())"
    }

    /// The address without a slash at its end.
    package var text: String { "\(scheme.rawValue)://\(authority)\(path)" }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "%") || Grammar.isRegisteredName(byte)
    }
}

extension BaseURL.Scheme {
    fileprivate var defaultPort: UInt16 { self == .http ? 80 : 443 }
}
