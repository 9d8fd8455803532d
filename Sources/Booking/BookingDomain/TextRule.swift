/// The rule for free text: its length, whether it may have lines, and no control characters.
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
        var count = 0
        var isBlank = true
        for scalar in text.unicodeScalars {
            count += 1
            if count > length.upperBound { return .tooLong }
            if !isAllowed(scalar) { return .invalid }
            if isVisible(scalar) { isBlank = false }
        }
        return length.lowerBound > 0 && (isBlank || count < length.lowerBound) ? .tooShort : nil
    }

    /// Whether a scalar leaves a mark of its own; white space and zero-width characters do not.
    private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint
    }

    private func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: isMultiline
        case 0x00...0x1F, 0x7F...0x9F: false
        // Bidirectional overrides and isolates could make a title read as something else.
        case 0x202A...0x202E, 0x2066...0x2069: isMultiline
        case 0x2028, 0x2029: isMultiline
        default: true
        }
    }
}
