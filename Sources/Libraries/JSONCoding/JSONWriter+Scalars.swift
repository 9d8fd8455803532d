extension JSONWriter {
    /// Writes a string with only the escapes that RFC 8259 §7 requires.
    package mutating func string(_ text: String) {
        append(.none, text)
    }

    /// Writes UTF-8 as a string.
    mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        append(.none, escaping: text)
    }

    /// Writes a whole number.
    package mutating func integer(_ number: Int64) {
        append(.none, number)
    }

    /// Writes a number with the fewest digits that round-trip; infinity and NaN become null.
    package mutating func number(_ number: Double) {
        guard number.isFinite else { return null() }
        var text = number.description
        text.withUTF8 { append(.none, $0) }
    }

    /// Writes a truth value.
    package mutating func bool(_ bool: Bool) {
        append(.none, literal: bool ? "true" : "false")
    }

    /// Writes `null`.
    package mutating func null() {
        append(.none, literal: "null")
    }

    /// Writes a string that needs no escapes, such as a date.
    package mutating func plainString(_ text: Span<UInt8>) {
        text.withUnsafeBufferPointer { append(.none, $0, isQuoted: true) }
    }
}

// Overloads for the most frequent members, as calling the generic function from another module is
// slower than writing them.
extension JSONWriter {
    /// Writes a string member.
    package mutating func member(_ name: StaticString, _ value: String) {
        append(MemberName(name), value)
    }

    /// Writes a string member, or null.
    package mutating func member(_ name: StaticString, _ value: String?) {
        let name = MemberName(name)
        if let value { append(name, value) } else { append(name, literal: "null") }
    }

    /// Writes an integer member.
    package mutating func member(_ name: StaticString, _ value: Int) {
        append(MemberName(name), Int64(value))
    }

    /// Writes an integer member.
    package mutating func member(_ name: StaticString, _ value: Int64) {
        append(MemberName(name), value)
    }

    /// Writes an integer member, or null.
    package mutating func member(_ name: StaticString, _ value: Int64?) {
        let name = MemberName(name)
        if let value { append(name, value) } else { append(name, literal: "null") }
    }

    /// Writes a string member that needs no escapes, such as a date.
    package mutating func member(_ name: StaticString, plain text: Span<UInt8>) {
        text.withUnsafeBufferPointer { append(MemberName(name), $0, isQuoted: true) }
    }
}

extension JSONWriter {
    private mutating func append(_ name: MemberName, _ number: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            // Backwards from the last digit; 2^63 has 19 digits, and one byte is for the sign.
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
            append(name, UnsafeBufferPointer(rebasing: digits[index...]))
        }
    }

    private mutating func append(_ name: MemberName, _ text: String) {
        text.utf8.span.withUnsafeBufferPointer { append(name, escaping: $0) }
    }

    private mutating func append(_ name: MemberName, escaping text: UnsafeBufferPointer<UInt8>) {
        guard JSONEscape.firstNeeded(in: text) != nil else {
            return append(name, text, isQuoted: true)
        }
        JSONEscape.escaped(text).withUnsafeBufferPointer { append(name, $0, isQuoted: true) }
    }
}
