extension JSONWriter {
    /// Writes a string, escaped as RFC 8259 §7 requires and no further.
    package mutating func string(_ text: String) {
        put(.none, text)
    }

    /// Writes the text in the buffer, which must be UTF-8, as a string.
    mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        put(.none, escaping: text)
    }

    /// Writes a whole number.
    package mutating func integer(_ number: Int64) {
        put(.none, number)
    }

    /// Writes a number in the fewest digits that read back as it; JSON has no infinity and no NaN,
    /// which become null.
    package mutating func number(_ number: Double) {
        guard number.isFinite else { return null() }
        var text = number.description
        text.withUTF8 { put(.none, $0) }
    }

    /// Writes `true` or `false`.
    package mutating func bool(_ bool: Bool) {
        put(.none, literal: bool ? "true" : "false")
    }

    /// Writes `null`.
    package mutating func null() {
        put(.none, literal: "null")
    }

    /// Writes a string of bytes that need no escape, such as a date.
    package mutating func plainString(_ text: Span<UInt8>) {
        text.withUnsafeBufferPointer { put(.none, $0, isQuoted: true) }
    }
}

// The commonest kinds of members by themselves: a generic function of another module costs more
// than they do.
extension JSONWriter {
    /// Writes a member that is a string.
    package mutating func member(_ name: StaticString, _ value: String) {
        put(MemberName(name), value)
    }

    /// Writes a member that is a string or null.
    package mutating func member(_ name: StaticString, _ value: String?) {
        let name = MemberName(name)
        if let value { put(name, value) } else { put(name, literal: "null") }
    }

    /// Writes a member that is a whole number.
    package mutating func member(_ name: StaticString, _ value: Int) {
        put(MemberName(name), Int64(value))
    }

    /// Writes a member that is a whole number.
    package mutating func member(_ name: StaticString, _ value: Int64) {
        put(MemberName(name), value)
    }

    /// Writes a member that is a whole number or null.
    package mutating func member(_ name: StaticString, _ value: Int64?) {
        let name = MemberName(name)
        if let value { put(name, value) } else { put(name, literal: "null") }
    }

    /// Writes a member that is a string of bytes that need no escape, such as a date.
    package mutating func member(_ name: StaticString, plain text: Span<UInt8>) {
        text.withUnsafeBufferPointer { put(MemberName(name), $0, isQuoted: true) }
    }
}

extension JSONWriter {
    private mutating func put(_ name: MemberName, _ number: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            // From the last digit backwards; 2^63 has nineteen, before them a sign.
            var index = digits.count
            var rest = number.magnitude
            repeat {
                index -= 1
                digits[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 {
                index -= 1
                digits[index] = UInt8(ascii: "-")
            }
            put(name, UnsafeBufferPointer(rebasing: digits[index...]))
        }
    }

    private mutating func put(_ name: MemberName, _ text: String) {
        text.utf8.span.withUnsafeBufferPointer { put(name, escaping: $0) }
    }

    private mutating func put(_ name: MemberName, escaping text: UnsafeBufferPointer<UInt8>) {
        guard JSONEscape.firstNeeded(in: text) != nil else {
            return put(name, text, isQuoted: true)
        }
        JSONEscape.escaped(text).withUnsafeBufferPointer { put(name, $0, isQuoted: true) }
    }
}
