/// The octets of HTTP/1.1's grammar, as bit masks: a test costs two instructions and no memory.
package enum Grammar {
    /// `tchar` (RFC 9110 §5.6.2): "!" "#" "$" "%" "&" "'" "*" "+" "-" "." "^" "_" "`" "|" "~",
    /// digits and letters.
    @inline(__always)
    static func isToken(_ octet: UInt8) -> Bool {
        isIn(octet, low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    }

    /// `field-vchar`, SP and HTAB (RFC 9110 §5.5); obs-text (0x80–0xFF) is let through.
    @inline(__always)
    static func isFieldValueOctet(_ octet: UInt8) -> Bool {
        octet >= 0x20 ? octet != 0x7F : octet == 0x09
    }

    /// Whether every octet is one of a field value.
    ///
    /// A token alone is hundreds of octets, so eight are looked at together as long as none of them
    /// is a control character.
    static func isFieldValue(_ octets: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while octets.count - index >= 8,
            !mayHaveControl(octets.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        {
            index += 8
        }
        while index < octets.count, isFieldValueOctet(octets[index]) { index += 1 }
        return index == octets.count
    }

    /// Whether one of eight octets is below 0x20 or is 0x7F: the tests for an octet below n, and
    /// for one that is zero, from "Bit Twiddling Hacks"; they may err towards yes after a true hit.
    @inline(__always)
    private static func mayHaveControl(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let delete = word ^ (ones &* 0x7F)
        let hits = (word &- ones &* 0x20) & ~word | (delete &- ones) & ~delete
        return hits & (ones &* 0x80) != 0
    }

    /// What may stand in a request target: visible ASCII but `"`, `#`, `<` and `>`.
    ///
    /// RFC 3986 allows less, but browsers send `|`, `^`, `{` and `}` as they are.
    @inline(__always)
    static func isTarget(_ octet: UInt8) -> Bool {
        isIn(octet, low: 0xAFFF_FFF2_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF)
    }

    /// `reg-name` without percent-encoding (RFC 3986 §3.2.2): unreserved and sub-delims.
    @inline(__always)
    static func isRegisteredName(_ octet: UInt8) -> Bool {
        isIn(octet, low: 0x2BFF_7FD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
    }

    /// SP or HTAB, the octets of optional whitespace (RFC 9110 §5.6.3).
    @inline(__always)
    static func isWhitespace(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }

    @inline(__always)
    private static func isIn(_ octet: UInt8, low: UInt64, high: UInt64) -> Bool {
        guard octet < 128 else { return false }
        return ((octet < 64 ? low : high) &>> UInt64(octet & 63)) & 1 == 1
    }
}
