/// A fragment of a page.
///
/// Only a literal becomes markup. An interpolated value is escaped for element content and quoted
/// attributes: `&`, `<`, `>` and both quotes become character references (HTML standard §13.1.4).
struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// UTF-8.
    private(set) var bytes: [UInt8]

    init() { bytes = [] }

    init(stringLiteral literal: String) { bytes = Array(literal.utf8) }

    init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

    static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

    /// Collects markup and escaped values.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }

        mutating func appendInterpolation(_ text: String) { bytes.append(escaped: text) }

        mutating func appendInterpolation(_ number: some BinaryInteger) {
            bytes += String(number).utf8
        }

        mutating func appendInterpolation(_ html: HTML) { bytes += html.bytes }

        mutating func appendInterpolation(_ fragments: [HTML]) {
            for html in fragments { bytes += html.bytes }
        }

        mutating func appendInterpolation(_ html: HTML, if condition: Bool) {
            if condition { bytes += html.bytes }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(escaped text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): self += "&amp;".utf8
            case UInt8(ascii: "<"): self += "&lt;".utf8
            case UInt8(ascii: ">"): self += "&gt;".utf8
            case UInt8(ascii: "\""): self += "&quot;".utf8
            case UInt8(ascii: "'"): self += "&#39;".utf8
            default: append(byte)
            }
        }
    }
}
