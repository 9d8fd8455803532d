/// The escapes of RFC 8259 §7: quotation mark, backslash and control characters, nothing else.
enum JSONEscape {
    static func isNeeded(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// The index of the first byte that must be escaped, or nil when all may stand as they are.
    static func firstNeeded(in text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        var index = text.startIndex
        // Eight bytes at a time as long as none of them can be meant; the last eight may overlap
        // those before. A buffer that has eight has an address, and the eight lie within it.
        if text.count >= 8 {
            let base = UnsafeRawPointer(text.base.baseAddress.unsafelyUnwrapped)
            let last = text.endIndex - 8
            while !mayBeNeeded(inWord: base.loadUnaligned(fromByteOffset: index, as: UInt64.self)) {
                if index == last { return nil }
                index = min(index + 8, last)
            }
        }
        while index < text.endIndex {
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

    /// The bytes of the longest escape.
    static let maximumLength = 6

    /// Appends the escape of a byte that needs one.
    static func append(_ byte: UInt8, to room: inout JSONRoom) {
        room.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): room.append(byte)
        case 0x08: room.append(UInt8(ascii: "b"))
        case 0x09: room.append(UInt8(ascii: "t"))
        case 0x0A: room.append(UInt8(ascii: "n"))
        case 0x0C: room.append(UInt8(ascii: "f"))
        case 0x0D: room.append(UInt8(ascii: "r"))
        default:
            room.append(byte < 0x10 ? "u000" : "u001")
            let digit = byte & 0x0F
            room.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
