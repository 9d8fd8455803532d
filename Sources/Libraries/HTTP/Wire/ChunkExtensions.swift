/// `chunk-ext = *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )`
/// (RFC 9112 §7.1.1).
enum ChunkExtensions {
    /// Checks what stands behind a chunk's size, up to the end of its line.
    ///
    /// - Throws: 400 for anything else than extensions.
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

    private static var invalid: ParseFailure {
        .malformed("A chunk size may be followed by extensions only.")
    }

    private static func skipWhitespace(_ text: inout ArraySlice<UInt8>) {
        while let octet = text.first, Grammar.isWhitespace(octet) { text.removeFirst() }
    }

    private static func skipToken(_ text: inout ArraySlice<UInt8>) -> Bool {
        let before = text.count
        while let octet = text.first, Grammar.isToken(octet) { text.removeFirst() }
        return text.count < before
    }

    private static func skipQuotedString(_ text: inout ArraySlice<UInt8>) -> Bool {
        guard text.popFirst() == UInt8(ascii: "\"") else { return false }
        while let octet = text.popFirst() {
            if octet == UInt8(ascii: "\"") { return true }
            guard Grammar.isFieldValueOctet(octet) else { return false }
            if octet == UInt8(ascii: "\\") {
                guard let quoted = text.popFirst(), Grammar.isFieldValueOctet(quoted) else {
                    return false
                }
            }
        }
        return false
    }
}
