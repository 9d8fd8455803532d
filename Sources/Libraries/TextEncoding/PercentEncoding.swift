/// Percent-encoding (RFC 3986 §2.1).
@usableFromInline
package enum PercentEncoding {
    /// The text with every byte encoded but `A–Z a–z 0–9 - . _ ~` (RFC 3986 §2.3).
    package static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if ASCII.isAlphanumeric(byte) || "-._~".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0x0F)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// The decoded bytes; nil for a `%` without two hexadecimal digits.
    ///
    /// - Parameter plusIsSpace: Whether `+` is a space, as in forms (WHATWG URL §5.1).
    @inlinable
    package static func decode(
        _ text: some Sequence<UInt8>, plusIsSpace: Bool = false
    ) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.underestimatedCount)
        var bytes = text.makeIterator()
        while let byte = bytes.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = bytes.next().flatMap({ Hexadecimal.value($0) }),
                    let low = bytes.next().flatMap({ Hexadecimal.value($0) })
                else { return nil }
                decoded.append(high << 4 | low)
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return decoded
    }
}
