import TextEncoding

/// The escapes of RFC 8259 §7: quotation mark, backslash and control characters, nothing else.
enum JSONEscape {
    static func isNeeded(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Where the first byte stands that must be escaped, from `start` on; nil when all may stand as
    /// they are.
    static func firstNeeded(in text: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        var index = start
        let bytes = UnsafeRawBufferPointer(text)
        // Eight bytes at a time as long as none of them can be meant; the last eight may overlap
        // those before.
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

    /// Whether a byte of the eight must be escaped: the test for a byte below n, or for a byte that
    /// is zero, from "Bit Twiddling Hacks"; it may err towards yes in the bytes after a true hit.
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

    /// The text with the escapes that it needs.
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
