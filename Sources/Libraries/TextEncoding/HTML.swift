/// A fragment of a page.
///
/// Only a literal becomes markup. An interpolated value is escaped for element content and quoted
/// attributes: `&`, `<`, `>` and both quotes become character references (HTML standard §13.1.4).
package struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// UTF-8.
    package private(set) var bytes: [UInt8]

    package init() { bytes = [] }

    package init(stringLiteral literal: String) { bytes = Array(literal.utf8) }

    package init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

    /// JSON for a block of data. In JSON `<` is only in strings, where its escape means the same; so
    /// nothing in it ends the block (HTML standard §4.12.1.3).
    package init(json: [UInt8]) {
        bytes = json.flatMap { $0 == UInt8(ascii: "<") ? Array(#"\u003c"#.utf8) : [$0] }
    }

    /// Appends a fragment.
    package static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

    /// Collects markup and escaped values.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        /// Adds markup.
        package mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }

        /// Adds a text, escaped.
        package mutating func appendInterpolation(_ text: String) { bytes.append(escaped: text) }

        /// Adds a number in decimal digits.
        package mutating func appendInterpolation(_ number: some BinaryInteger) {
            bytes += String(number).utf8
        }

        /// Adds a fragment as it is.
        package mutating func appendInterpolation(_ html: HTML) { bytes += html.bytes }

        /// Adds fragments as they are, without a separator.
        package mutating func appendInterpolation(_ fragments: [HTML]) {
            for html in fragments { bytes += html.bytes }
        }

        /// Adds a fragment under a condition.
        package mutating func appendInterpolation(_ html: HTML, if condition: Bool) {
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
