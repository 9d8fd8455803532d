/// Which characters the text of a field may have.
package enum PlainText {
    /// Whether the text has no control character (C0, DEL, C1), but for tab, line feed and carriage
    /// return where `multiline`, and, on a single line, closes every bidirectional embedding,
    /// override and isolate that it opens (UAX #9 §2).
    ///
    /// A name with an open override would turn around whatever a page shows behind it.
    package static func allows(_ text: String, multiline: Bool) -> Bool {
        var open: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\t", "\n", "\r":
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
