/// `field-line = field-name ":" OWS field-value OWS` (RFC 9112 §5).
enum FieldLine {
    /// Reads the line that stands at `line`, CRLF left out.
    ///
    /// Whitespace before the name or the colon, line folding, an empty name and control
    /// characters are refused: each has been used to smuggle requests.
    static func parse(
        _ octets: [UInt8], _ line: Range<Int>
    ) throws(ParseFailure) -> RequestHead.Field {
        try octets.withOctets { octets throws(ParseFailure) in
            var index = line.lowerBound
            while index < line.upperBound, Grammar.isToken(octets[index]) { index += 1 }
            let nameEnd = index
            guard nameEnd > line.lowerBound else {
                throw .malformed("A header line must begin with a field name.")
            }
            guard index < line.upperBound, octets[index] == UInt8(ascii: ":") else {
                throw .malformed("A field name must be a token followed by a colon.")
            }
            index += 1
            var valueStart = index
            while valueStart < line.upperBound, Grammar.isWhitespace(octets[valueStart]) {
                valueStart += 1
            }
            var valueEnd = line.upperBound
            while valueEnd > valueStart, Grammar.isWhitespace(octets[valueEnd - 1]) {
                valueEnd -= 1
            }
            let value = span(valueStart, valueEnd)
            guard Grammar.isFieldValue(octets[value]) else {
                throw .malformed("A control character stands in a field value.")
            }
            return RequestHead.Field(name: span(line.lowerBound, nameEnd), value: value)
        }
    }

    private static func span(_ start: Int, _ end: Int) -> RequestHead.Span {
        RequestHead.Span(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
    }
}
