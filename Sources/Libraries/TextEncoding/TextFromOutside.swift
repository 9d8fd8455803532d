/// Text from outside becomes a `String` here only.
///
/// Swift normalizes strings to compare, hash and split them. It sorts each run of combining marks
/// by insertion, so a run of 32 KB takes a third of a second.
extension String {
    /// The Stream-Safe Text Format has 30 (UAX #15 §13). With 128, sorting is still fast, and each
    /// field of up to 100 characters is stored as it was sent.
    private static let maximumMarks = 128

    /// The text of UTF-8 bytes; nil if they are not UTF-8.
    ///
    /// U+034F (combining grapheme joiner) divides runs of more than 128 marks, as UAX #15 proposes.
    package init?(streamSafe bytes: Span<UInt8>) {
        guard let text = try? UTF8Span(validating: bytes) else { return nil }
        self.init(copying: text)
        // Each mark has two bytes or more.
        if bytes.count > 2 * Self.maximumMarks, !text.isKnownASCII { divideRuns() }
    }

    /// The text of UTF-8 bytes; nil if they are not UTF-8.
    package init?(streamSafe bytes: some Collection<UInt8>) {
        self.init(streamSafe: Array(bytes).span)
    }

    private mutating func divideRuns() {
        let divisions = divisions
        guard !divisions.isEmpty else { return }
        let bytes = Array(utf8)
        var divided: [UInt8] = []
        var start = 0
        for end in divisions {
            divided += bytes[start..<end]
            divided += "\u{34F}".utf8
            start = end
        }
        self = String(decoding: divided + bytes[start...], as: UTF8.self)
    }

    /// The positions, in bytes, at which runs of marks must be divided.
    private var divisions: [Int] {
        var divisions: [Int] = []
        var (position, run) = (0, 0)
        for scalar in unicodeScalars {
            run = scalar.isMark ? run + 1 : 0
            if run > Self.maximumMarks {
                divisions.append(position)
                run = 1
            }
            position += UTF8.width(scalar)
        }
        return divisions
    }

    /// The text of ASCII bytes, such as a header field's; each other byte becomes U+FFFD.
    @inlinable
    package init(ascii bytes: some Collection<UInt8>) {
        if bytes.allSatisfy({ $0 < 0x80 }) {
            self.init(decoding: bytes, as: UTF8.self)
        } else {
            self.init(replacingOtherBytesIn: Array(bytes))
        }
    }

    @usableFromInline
    init(replacingOtherBytesIn bytes: [UInt8]) {
        let scalars = bytes.map { $0 < 0x80 ? Unicode.Scalar($0) : "\u{FFFD}" }
        self.init(String.UnicodeScalarView(scalars))
    }

    /// Whether the texts have the same bytes; `==` also equates other spellings of a character.
    @inlinable
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}

extension Unicode.Scalar {
    /// Whether the scalar, or its canonical decomposition, has only combining marks that
    /// normalization sorts.
    fileprivate var isMark: Bool {
        switch value {
        case ..<0x300: false
        // The block of the most frequent marks needs no lookup, which takes 40 ns.
        case 0x300...0x36F: value != 0x34F
        case 0xF73, 0xF75, 0xF81: true
        default: properties.canonicalCombiningClass != .notReordered
        }
    }
}
