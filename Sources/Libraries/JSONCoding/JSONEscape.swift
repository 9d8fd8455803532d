import TextEncoding

/// The escapes that RFC 8259 §7 requires: quotation mark, backslash and control characters.
enum JSONEscape {
    static func isNeeded(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// The index of the first byte from `start` on that must be escaped; nil if there is none.
    static func firstNeeded(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        var index = start
        let bytes = UnsafeRawBufferPointer(text)
        // Eight bytes at a time while none of them needs an escape; the last word may overlap the
        // one before.
        if text.count - start >= 8 {
            let last = text.count - 8
            while !mayBeNeeded(
                inWord: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            {
                if index == last { return nil }
                index = min(index + 8, last)
            }
        }
        while index < text.count {
            if isNeeded(text[index]) { return index }
            index += 1
        }
        return nil
    }

    /// Whether one of eight bytes must be escaped.
    ///
    /// These are the tests for a byte below n and for a zero byte from "Bit Twiddling Hacks". After
    /// a true hit, the bytes above it may give false ones.
    private static func mayBeNeeded(inWord word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let mark = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let hits =
            (word &- ones &* 0x20) & ~word
            | (mark &- ones) & ~mark
            | (backslash &- ones) & ~backslash
        return hits & (ones &* 0x80) != 0
    }

    static func escaped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.count + 64)
        var start = 0
        while let index = firstNeeded(in: text, from: start) {
            escaped.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            append(text[index], to: &escaped)
            start = index + 1
        }
        escaped.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        return escaped
    }

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u001".utf8)
            bytes.append(Hexadecimal.digit(byte & 0x0F))
        }
    }
}
