import JSONCoding

/// The rule for free text: its length, and the characters that `PlainText` allows.
struct TextRule {
    /// A broken rule; the raw value is the code of a field error.
    enum Violation: String {
        case tooShort = "too_short"
        case tooLong = "too_long"
        case invalid
    }

    /// In Unicode scalars.
    let length: ClosedRange<Int>
    /// Whether line breaks and tabs are allowed.
    var isMultiline = false

    /// The first violation in `text`, or nil.
    func violation(in text: String) -> Violation? {
        let count = text.unicodeScalars.count
        if count > length.upperBound { return .tooLong }
        if !PlainText.allows(text, multiline: isMultiline) { return .invalid }
        if !isMultiline && text.unicodeScalars.contains(where: isDirectional) { return .invalid }
        let isBlank = !text.unicodeScalars.contains(where: isVisible)
        return length.lowerBound > 0 && (isBlank || count < length.lowerBound) ? .tooShort : nil
    }

    /// Whether a scalar is visible; white space and zero-width characters are not.
    private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
    }

    /// Whether a scalar sets a direction (UAX #9 §2). Even a closed embedding, override or isolate
    /// could make a title read as something else.
    private func isDirectional(_ scalar: Unicode.Scalar) -> Bool {
        ("\u{202A}"..."\u{202E}").contains(scalar) || ("\u{2066}"..."\u{2069}").contains(scalar)
    }
}
