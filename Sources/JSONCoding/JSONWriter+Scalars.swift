extension JSONWriter {
    /// Writes a string, escaped as RFC 8259 §7 requires and no further.
    package mutating func string(_ text: String) {
        put(.none, text)
    }

    /// Writes the text in the buffer, which must be UTF-8, as a string.
    mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        put(.none, text)
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
        text.withUTF8 { text in put(.none, upTo: text.count) { $0.append(text) } }
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
        text.withUnsafeBufferPointer { put(.none, plain: $0) }
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
        text.withUnsafeBufferPointer { put(MemberName(name), plain: $0) }
    }
}

extension JSONWriter {
    private mutating func put(_ name: MemberName, _ number: Int64) {
        put(name, upTo: 20) { $0.append(decimal: number) }
    }

    private mutating func put(_ name: MemberName, literal: StaticString) {
        put(name, upTo: literal.utf8CodeUnitCount) { $0.append(literal) }
    }

    private mutating func put(_ name: MemberName, _ text: String) {
        text.utf8.span.withUnsafeBufferPointer { put(name, $0) }
    }

    private mutating func put(_ name: MemberName, plain text: UnsafeBufferPointer<UInt8>) {
        put(name, upTo: text.count + 2) { $0.append(quoted: text) }
    }

    private mutating func put(_ name: MemberName, _ text: UnsafeBufferPointer<UInt8>) {
        guard JSONEscape.firstNeeded(in: text[...]) != nil else { return put(name, plain: text) }
        put(name, upTo: 1) { $0.append(UInt8(ascii: "\"")) }
        var rest = text[...]
        while let index = JSONEscape.firstNeeded(in: rest) {
            append(upTo: index - rest.startIndex + JSONEscape.maximumLength) { room in
                room.append(UnsafeBufferPointer(rebasing: rest[..<index]))
                JSONEscape.append(rest[index], to: &room)
            }
            rest = rest[(index + 1)...]
        }
        append(upTo: rest.count + 1) { room in
            room.append(UnsafeBufferPointer(rebasing: rest))
            room.append(UInt8(ascii: "\""))
        }
    }
}
