import Glibc
import TextEncoding

/// `uri-host [ ":" port ]` (RFC 9110 §7.2, RFC 3986 §3.2).
enum Authority {
    /// Whether the text is a host with an optional port.
    ///
    /// Empty text is invalid, as an `http` URI must have a host (RFC 9110 §4.2.1).
    static func isValid(_ text: UnsafeRawBufferPointer, needsPort: Bool = false) -> Bool {
        guard !text.isEmpty else { return false }
        let hostEnd: Int
        if text[0] == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")),
                isAddressLiteral(text[1..<close])
            else { return false }
            hostEnd = close + 1
        } else {
            hostEnd = text.firstIndex(of: UInt8(ascii: ":")) ?? text.count
            let name = UnsafeRawBufferPointer(rebasing: text[..<hostEnd])
            guard !name.isEmpty, isRegisteredName(name) else { return false }
        }
        guard hostEnd < text.count else { return !needsPort }
        guard text[hostEnd] == UInt8(ascii: ":") else { return false }
        let port = UnsafeRawBufferPointer(rebasing: text[(hostEnd + 1)...])
        return isPort(port, allowsEmpty: !needsPort)
    }

    private static func isPort(_ digits: UnsafeRawBufferPointer, allowsEmpty: Bool) -> Bool {
        guard digits.count <= 5, allowsEmpty || !digits.isEmpty else { return false }
        return digits.isEmpty || UInt16(digits: digits) != nil
    }

    private static func isRegisteredName(_ name: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < name.count {
            if name[index] == UInt8(ascii: "%") {
                guard index + 2 < name.count, Hexadecimal.value(name[index + 1]) != nil,
                    Hexadecimal.value(name[index + 2]) != nil
                else { return false }
                index += 3
            } else {
                guard Grammar.isRegisteredName(name[index]) else { return false }
                index += 1
            }
        }
        return true
    }

    /// An IPv6 address. `IPvFuture` of RFC 3986 is not supported, as no such version exists.
    private static func isAddressLiteral(_ address: Slice<UnsafeRawBufferPointer>) -> Bool {
        let capacity = Int(INET6_ADDRSTRLEN)
        guard address.count < capacity, !address.contains(0) else { return false }
        return withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { text in
            text.initializeMemory(as: UInt8.self, repeating: 0)
            text.copyBytes(from: address)
            var number = in6_addr()
            return inet_pton(AF_INET6, text.baseAddress, &number) == 1
        }
    }
}
