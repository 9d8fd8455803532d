import TextEncoding

extension JSONParser {
    /// `string = quotation-mark *char quotation-mark` (RFC 8259 §7); the position is at the mark.
    mutating func parseString(atMost limit: Int = .max) throws(JSONSyntaxError) -> String {
        position += 1
        let start = position
        try skipPlainBytes()
        if skip("\"") {
            return try text(bytes.span.extracting(start..<position - 1), at: start, atMost: limit)
        }
        var unescaped = Array(bytes[start..<position])
        while skip("\\") {
            try parseEscape(into: &unescaped)
            let runStart = position
            try skipPlainBytes()
            unescaped.append(contentsOf: bytes[runStart..<position])
        }
        guard skip("\"") else { throw error("The text ends within a string.") }
        return try text(unescaped.span, at: start, atMost: limit)
    }

    /// Skips to the next quotation mark, backslash or the end.
    private mutating func skipPlainBytes() throws(JSONSyntaxError) {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return
            case 0x00...0x1F: throw error("A control character must be escaped.")
            default: position += 1
            }
        }
    }

    private func text(
        _ bytes: Span<UInt8>, at start: Int, atMost limit: Int
    ) throws(JSONSyntaxError) -> String {
        guard bytes.count <= limit else { throw error("The name is too long.", at: start) }
        guard let text = String(streamSafe: bytes) else {
            throw error("The string is not UTF-8.", at: start)
        }
        return text
    }

    /// The rest of an escape; the position is after the backslash.
    private mutating func parseEscape(into text: inout [UInt8]) throws(JSONSyntaxError) {
        let escaped: UInt8
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): escaped = bytes[position]
        case UInt8(ascii: "b"): escaped = 0x08
        case UInt8(ascii: "f"): escaped = 0x0C
        case UInt8(ascii: "n"): escaped = 0x0A
        case UInt8(ascii: "r"): escaped = 0x0D
        case UInt8(ascii: "t"): escaped = 0x09
        case UInt8(ascii: "u"):
            text.append(contentsOf: Character(try parseUnicodeEscape()).utf8)
            return
        default: throw error("This escape does not exist.")
        }
        position += 1
        text.append(escaped)
    }

    /// `u` and four hexadecimal digits, or a complete surrogate pair of two such escapes.
    private mutating func parseUnicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = position
        let first = try parseCodeUnit()
        var code = UInt32(first)
        if UTF16.isLeadSurrogate(first), skip("\\"), next == UInt8(ascii: "u") {
            let second = try parseCodeUnit()
            if UTF16.isTrailSurrogate(second) {
                code = 0x10000 + ((UInt32(first) & 0x3FF) << 10 | UInt32(second) & 0x3FF)
            }
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw error("A surrogate is not part of a pair.", at: start)
        }
        return scalar
    }

    private mutating func parseCodeUnit() throws(JSONSyntaxError) -> UInt16 {
        position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap({ Hexadecimal.value($0) }) else {
                throw error("A hexadecimal digit is expected here.")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
