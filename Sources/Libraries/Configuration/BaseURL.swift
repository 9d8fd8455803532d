import TextEncoding

/// The base address of an HTTP service: scheme, host, port and path, and nothing else.
struct BaseURL {
    /// The address without a slash at its end.
    let text: String

    /// Takes `http` and `https` only; refuses user names, queries and fragments, as a password or a
    /// half address would otherwise slip into requests and logs.
    init?(_ text: String) {
        guard let scheme = ["http://", "https://"].first(where: { text.hasPrefix($0) }),
            text.utf8.count <= 1024
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        guard Self.isAuthority(authority), path.utf8.allSatisfy(Self.isPathByte) else { return nil }
        self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static func isAuthority(_ authority: Substring) -> Bool {
        let isBracketed = authority.hasPrefix("[")
        let end = isBracketed ? authority.firstIndex(of: "]") : authority.firstIndex(of: ":")
        guard let end = end ?? (isBracketed ? nil : authority.endIndex) else { return false }
        let host = isBracketed ? authority[..<end].dropFirst() : authority[..<end]
        let port = isBracketed ? authority[end...].dropFirst() : authority[end...]
        let isHostByte = isBracketed ? isAddressByte : isNameByte
        return !host.isEmpty && host.utf8.allSatisfy(isHostByte) && (port.isEmpty || isPort(port))
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard text.hasPrefix(":"), let port = Int(digits: text.dropFirst().utf8) else {
            return false
        }
        return (1...65535).contains(port)
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || ASCII.isAlphanumeric(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || ASCII.isAlphanumeric(byte)
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        "/-._~%".utf8.contains(byte) || ASCII.isAlphanumeric(byte)
    }
}
