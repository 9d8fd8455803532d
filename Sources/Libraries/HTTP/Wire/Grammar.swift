/// The byte classes of HTTP/1.1, as bit masks: a test costs two instructions and no memory access.
package enum Grammar {
    /// `tchar` (RFC 9110 §5.6.2): "!" "#" "$" "%" "&" "'" "*" "+" "-" "." "^" "_" "`" "|" "~",
    /// digits and letters.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        isIn(byte, low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    }

    /// `field-vchar`, `obs-text`, SP and HTAB (RFC 9110 §5.5).
    @inline(__always)
    static func isFieldValueByte(_ byte: UInt8) -> Bool {
        byte >= 0x20 ? byte != 0x7F : byte == 0x09
    }

    /// Whether all bytes are allowed in a field value.
    ///
    /// A bearer token alone has hundreds of bytes, so eight at a time are checked first.
    static func isFieldValue(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while bytes.count - index >= 8,
            !mayHaveControl(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        {
            index += 8
        }
        while index < bytes.count, isFieldValueByte(bytes[index]) { index += 1 }
        return index == bytes.count
    }

    /// Whether one of eight bytes is below 0x20 or is 0x7F.
    ///
    /// The tests for a byte below n and for a zero byte are from "Bit Twiddling Hacks". They may
    /// also report bytes that follow a true match.
    @inline(__always)
    private static func mayHaveControl(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let delete = word ^ (ones &* 0x7F)
        let hits = (word &- ones &* 0x20) & ~word | (delete &- ones) & ~delete
        return hits & (ones &* 0x80) != 0
    }

    /// A byte of a request target: visible ASCII except `"`, `#`, `<` and `>`.
    ///
    /// RFC 3986 allows less, but browsers send `|`, `^`, `{` and `}` unencoded.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool {
        isIn(byte, low: 0xAFFF_FFF2_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF)
    }

    /// `reg-name` without percent-encoding (RFC 3986 §3.2.2): unreserved and sub-delims.
    @inline(__always)
    static func isRegisteredName(_ byte: UInt8) -> Bool {
        isIn(byte, low: 0x2BFF_7FD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
    }

    /// SP or HTAB, as in optional whitespace (RFC 9110 §5.6.3).
    @inline(__always)
    static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    @inline(__always)
    private static func isIn(_ byte: UInt8, low: UInt64, high: UInt64) -> Bool {
        guard byte < 128 else { return false }
        return ((byte < 64 ? low : high) &>> UInt64(byte & 63)) & 1 == 1
    }
}
