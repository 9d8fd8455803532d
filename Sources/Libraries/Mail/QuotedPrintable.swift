import TextEncoding

/// The transfer encoding of text that people can read as it is sent (RFC 2045 §6.7).
package enum QuotedPrintable {
    /// In bytes, without the line break (RFC 2045 §6.7, rule 5).
    private static let maximumLineLength = 76

    /// The text in lines of at most 76 bytes; each of its line breaks becomes CRLF.
    package static func encoded(_ text: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count + text.count / 8)
        var lineStart = 0
        for (index, byte) in text.enumerated() {
            let next = index + 1 < text.count ? text[index + 1] : nil
            if byte == UInt8(ascii: "\r"), next == UInt8(ascii: "\n") { continue }
            if byte == UInt8(ascii: "\n") {
                encoded += "\r\n".utf8
                lineStart = encoded.count
                continue
            }
            let isLast = next.map { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") } ?? true
            let unit = self.unit(for: byte, isLastOfLine: isLast)
            // A soft line break takes one byte, which a later unit may need.
            if encoded.count - lineStart + unit.count > maximumLineLength - 1 {
                encoded += "=\r\n".utf8
                lineStart = encoded.count
            }
            encoded += unit
        }
        return encoded
    }

    static func hexadecimal(_ byte: UInt8) -> String {
        Hexadecimal.encode([byte]).uppercased()
    }

    /// White space at the end of a line is encoded, because mail servers may remove it (rule 3).
    private static func unit(for byte: UInt8, isLastOfLine: Bool) -> [UInt8] {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            isLastOfLine ? Array("=\(hexadecimal(byte))".utf8) : [byte]
        case UInt8(ascii: "="): Array("=3D".utf8)
        case 0x21...0x7E: [byte]
        default: Array("=\(hexadecimal(byte))".utf8)
        }
    }
}
