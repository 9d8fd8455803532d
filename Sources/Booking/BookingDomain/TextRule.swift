/// What free text may hold: how long it is, whether it has lines, and never control characters.
struct TextRule {
    /// How many Unicode scalars the text may have.
    let length: ClosedRange<Int>
    /// Whether line breaks and tabs are welcome.
    let isMultiline: Bool

    init(length: ClosedRange<Int>, isMultiline: Bool = false) {
        self.length = length
        self.isMultiline = isMultiline
    }

    /// The first thing wrong with `text`, or nil if nothing is.
    func fault(in text: String) -> FieldFault.Code? {
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

    /// Whether a scalar by itself leaves a mark; white space and zero-width characters do not.
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
