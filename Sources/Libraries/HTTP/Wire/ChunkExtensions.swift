/// `chunk-ext = *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )`
/// (RFC 9112 §7.1.1).
enum ChunkExtensions {
    /// Checks the text between a chunk's size and the end of its line.
    ///
    /// - Throws: 400 for any other text than extensions.
    static func check(_ text: ArraySlice<UInt8>) throws(ParseFailure) {
        var rest = text
        while !rest.isEmpty {
            skipWhitespace(&rest)
            guard rest.popFirst() == UInt8(ascii: ";") else { throw invalid }
            skipWhitespace(&rest)
            guard skipToken(&rest) else { throw invalid }
            let afterName = rest
            skipWhitespace(&rest)
            guard rest.first == UInt8(ascii: "=") else {
                rest = afterName
                continue
            }
            rest.removeFirst()
            skipWhitespace(&rest)
            guard skipToken(&rest) || skipQuotedString(&rest) else { throw invalid }
        }
    }

    private static var invalid: ParseFailure { .malformed("A chunk extension is invalid.") }

    private static func skipWhitespace(_ text: inout ArraySlice<UInt8>) {
        text = text.drop(while: Grammar.isWhitespace)
    }

    private static func skipToken(_ text: inout ArraySlice<UInt8>) -> Bool {
        let before = text.count
        text = text.drop(while: Grammar.isToken)
        return text.count < before
    }

    /// `quoted-string` (RFC 9110 §5.6.4).
    private static func skipQuotedString(_ text: inout ArraySlice<UInt8>) -> Bool {
        guard text.popFirst() == UInt8(ascii: "\"") else { return false }
        while let byte = text.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            guard Grammar.isFieldValueByte(byte) else { return false }
            if byte == UInt8(ascii: "\\") {
                guard let quoted = text.popFirst(), Grammar.isFieldValueByte(quoted) else {
                    return false
                }
            }
        }
        return false
    }
}
