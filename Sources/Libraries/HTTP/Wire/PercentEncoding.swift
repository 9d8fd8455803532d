/// Percent-encoding (RFC 3986 §2.1).
enum PercentEncoding {
    /// Whether a path can be decoded, and hides nothing that others might take for its end or for
    /// a slash: an encoded control character, or a backslash, which RFC 3986 does not allow.
    static func isSound(inPath path: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < path.count {
            switch path[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < path.count,
                    let high = Grammar.hexadecimalValue(path[index + 1]),
                    let low = Grammar.hexadecimalValue(path[index + 2]),
                    high > 1, high << 4 | low != 0x7F
                else { return false }
                index += 3
            case UInt8(ascii: "\\"):
                return false
            default:
                index += 1
            }
        }
        return true
    }

    /// The octets that stand behind the encoding; nil where it is broken.
    static func decode(_ text: some Sequence<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        var decoded: [UInt8] = []
        var octets = text.makeIterator()
        while let octet = octets.next() {
            if octet == UInt8(ascii: "%") {
                guard let high = octets.next().flatMap(Grammar.hexadecimalValue),
                    let low = octets.next().flatMap(Grammar.hexadecimalValue)
                else { return nil }
                decoded.append(high << 4 | low)
            } else if plusIsSpace, octet == UInt8(ascii: "+") {
                decoded.append(0x20)
            } else {
                decoded.append(octet)
            }
        }
        return decoded
    }
}
