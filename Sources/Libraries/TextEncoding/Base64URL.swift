/// Base64 with the alphabet for URLs and file names (RFC 4648 §5), without padding.
package enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// For each byte its place in the alphabet, or 0xFF.
    private static let places: [UInt8] = {
        var places = [UInt8](repeating: 0xFF, count: 256)
        for (place, letter) in alphabet.enumerated() { places[Int(letter)] = UInt8(place) }
        return places
    }()

    /// The text of these bytes, without padding (RFC 4648 §5).
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 3 * 4 + 3)
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of these bytes.
    package static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        let alphabet = alphabet
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(alphabet[Int(bits >> bitCount & 0x3F)])
            }
        }
        if bitCount > 0 { text.append(alphabet[Int(bits << (6 - bitCount) & 0x3F)]) }
    }

    /// The bytes that the text stands for, or nil when it is not their one right spelling.
    ///
    /// Padding, white space, other alphabets and bits left over that are not zero are refused, so
    /// that two texts never stand for the same bytes.
    package static func decode(_ text: String) -> [UInt8]? {
        decode(text.utf8.span)
    }

    /// The bytes that the text stands for, given as UTF-8.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let places = places
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for index in text.indices {
            let place = places[Int(text[index])]
            guard place != 0xFF else { return nil }
            bits = bits << 6 | UInt32(place)
            bitCount += 6
            guard bitCount >= 8 else { continue }
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
        }
        guard bits & (1 << bitCount - 1) == 0 else { return nil }
        return bytes
    }
}
