/// `field-line = field-name ":" OWS field-value OWS` (RFC 9112 §5).
enum FieldLine {
    /// Parses the range `line`, CR LF excluded.
    ///
    /// - Throws: 400 for whitespace before the name or the colon, line folding, an empty name and
    ///   control characters: each has been used to smuggle requests.
    static func parse(
        _ bytes: [UInt8], _ line: Range<Int>
    ) throws(ParseFailure) -> RequestHead.Field {
        try bytes.withBytes { bytes throws(ParseFailure) in
            var index = line.lowerBound
            while index < line.upperBound, Grammar.isToken(bytes[index]) { index += 1 }
            let name = RequestHead.ByteRange(line.lowerBound, index)
            guard !name.isEmpty else {
                throw .malformed("A header line must begin with a field name.")
            }
            guard index < line.upperBound, bytes[index] == UInt8(ascii: ":") else {
                throw .malformed("A field name must be a token followed by a colon.")
            }
            var valueStart = index + 1
            while valueStart < line.upperBound, Grammar.isWhitespace(bytes[valueStart]) {
                valueStart += 1
            }
            var valueEnd = line.upperBound
            while valueEnd > valueStart, Grammar.isWhitespace(bytes[valueEnd - 1]) {
                valueEnd -= 1
            }
            let value = RequestHead.ByteRange(valueStart, valueEnd)
            guard Grammar.isFieldValue(bytes[value]) else {
                throw .malformed("A field value has a control character.")
            }
            return RequestHead.Field(name: name, value: value)
        }
    }
}
