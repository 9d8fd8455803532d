/// A piece of a page: markup that stands in the source, and text from elsewhere in its place.
///
/// Only a literal becomes markup. A value that is interpolated is text and cannot be anything else,
/// between tags as in a quoted attribute: `&`, `<`, `>` and both quotes are written as references
/// (the HTML standard's §13.1.4).
struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// UTF-8.
    private(set) var bytes: [UInt8]

    init() {
        bytes = []
    }

    init(stringLiteral literal: String) {
        bytes = Array(literal.utf8)
    }

    init(stringInterpolation: Interpolation) {
        bytes = stringInterpolation.bytes
    }

    /// Text and nothing else.
    init(text: String) {
        bytes = []
        bytes.append(escaped: text)
    }

    static func += (left: inout HTML, right: HTML) {
        left.bytes += right.bytes
    }

    /// Takes markup and values in turn.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) {
            bytes += literal.utf8
        }

        mutating func appendInterpolation(_ text: String) {
            bytes.append(escaped: text)
        }

        mutating func appendInterpolation(_ number: some BinaryInteger) {
            bytes += String(number).utf8
        }

        mutating func appendInterpolation(_ piece: HTML) {
            bytes += piece.bytes
        }

        mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { bytes += piece.bytes }
        }

        /// Markup where a condition holds, nothing where it does not.
        mutating func appendInterpolation(_ piece: HTML, if condition: Bool) {
            if condition { bytes += piece.bytes }
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
