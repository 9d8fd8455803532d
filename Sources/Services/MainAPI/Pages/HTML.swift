/// A piece of a page: markup that stands in the source, and text from elsewhere in its place.
///
/// Only a literal becomes markup. A value that is interpolated is text and cannot be anything else,
/// between tags as in a quoted attribute: `&`, `<`, `>` and both quotes are written as references
/// (the HTML standard's §13.1.4).
struct HTML: Sendable, ExpressibleByStringInterpolation {
    /// UTF-8.
    private(set) var octets: [UInt8]

    init() {
        octets = []
    }

    init(stringLiteral literal: String) {
        octets = Array(literal.utf8)
    }

    init(stringInterpolation: Interpolation) {
        octets = stringInterpolation.octets
    }

    /// Text and nothing else.
    init(text: String) {
        octets = []
        octets.append(escaped: text)
    }

    static func += (left: inout HTML, right: HTML) {
        left.octets += right.octets
    }

    /// Takes markup and values in turn.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var octets: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            octets.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) {
            octets += literal.utf8
        }

        mutating func appendInterpolation(_ text: String) {
            octets.append(escaped: text)
        }

        mutating func appendInterpolation(_ number: some BinaryInteger) {
            octets += String(number).utf8
        }

        mutating func appendInterpolation(_ piece: HTML) {
            octets += piece.octets
        }

        mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { octets += piece.octets }
        }

        /// Markup where a condition holds, nothing where it does not.
        mutating func appendInterpolation(_ piece: HTML, if condition: Bool) {
            if condition { octets += piece.octets }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(escaped text: String) {
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "&"): self += "&amp;".utf8
            case UInt8(ascii: "<"): self += "&lt;".utf8
            case UInt8(ascii: ">"): self += "&gt;".utf8
            case UInt8(ascii: "\""): self += "&quot;".utf8
            case UInt8(ascii: "'"): self += "&#39;".utf8
            default: append(octet)
            }
        }
    }
}
