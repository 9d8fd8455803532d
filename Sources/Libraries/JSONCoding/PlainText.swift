/// The rule for the characters of a text field.
package enum PlainText {
    /// Whether the text has no forbidden character.
    ///
    /// Control characters (C0, DEL, C1) are forbidden, except tab, line feed and carriage return
    /// in multiline text. A single line must not have U+2028 or U+2029. It must close each
    /// bidirectional embedding, override and isolate that it opens (UAX #9 §2). An open one would
    /// reverse the text after it on a page.
    package static func allows(_ text: String, multiline: Bool) -> Bool {
        var open: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\t", "\n", "\r", "\u{2028}", "\u{2029}":
                guard multiline else { return false }
            case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                return false
            case _ where multiline:
                continue
            case "\u{202A}", "\u{202B}", "\u{202D}", "\u{202E}":
                open.append("\u{202C}")
            case "\u{2066}"..."\u{2068}":
                open.append("\u{2069}")
            case "\u{202C}", "\u{2069}":
                guard open.popLast() == scalar else { return false }
            default:
                continue
            }
        }
        return open.isEmpty
    }
}
