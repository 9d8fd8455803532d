extension JSONWriter {
    /// Text up to this length is put together on the stack before it goes into the buffer.
    private static var shortText: Int { 256 }

    /// Writes a string, escaped as RFC 8259 §7 requires and no further.
    package mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { string($0) }
    }

    /// Writes the text in the buffer, which must be UTF-8, as a string.
    package mutating func string(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count > Self.shortText || JSONEscape.firstNeeded(in: text[...]) != nil else {
            appendQuoted(text, comma: needsComma)
            needsComma = true
            return
        }
        beginValue()
        bytes.append(UInt8(ascii: "\""))
        var rest = text[...]
        while let index = JSONEscape.firstNeeded(in: rest) {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: rest[..<index]))
            JSONEscape.append(rest[index], to: &bytes)
            rest = rest[(index + 1)...]
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: rest))
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a whole number.
    package mutating func integer(_ number: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 22) { digits in
            // From the last digit backwards; 2^64 has twenty, before them a sign and a comma.
            var index = 22
            var rest = number.magnitude
            repeat {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                index -= 1
                digits[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest > 0
            if number < 0 {
                index -= 1
                digits[index] = UInt8(ascii: "-")
            }
            if needsComma {
                index -= 1
                digits[index] = UInt8(ascii: ",")
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[index...]))
        }
        needsComma = true
    }

    /// Writes a number in the fewest digits that read back as it; JSON has no infinity and no NaN,
    /// which become null.
    package mutating func number(_ number: Double) {
        guard number.isFinite else { return null() }
        beginValue()
        bytes.append(contentsOf: number.description.utf8)
    }

    /// Writes `true` or `false`.
    package mutating func bool(_ bool: Bool) {
        beginValue()
        bytes.append(contentsOf: bool ? "true".utf8 : "false".utf8)
    }
}
