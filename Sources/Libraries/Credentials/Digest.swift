import TextEncoding

/// The 32 bytes of a SHA-256 hash or of an HMAC made with it.
package struct Digest: Hashable, Sendable {
    /// The length of every digest in bytes.
    package static let length = 32

    /// The eight words of FIPS 180-4 §6.2.2, each of four bytes, the highest first.
    let words: SIMD8<UInt32>

    init(words: SIMD8<UInt32>) {
        self.words = words
    }

    /// The digest of these bytes, or nil when they are not 32.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Digest.length else { return nil }
        var words = SIMD8<UInt32>()
        for (index, byte) in bytes.enumerated() {
            words[index / 4] = words[index / 4] << 8 | UInt32(byte)
        }
        self.words = words
    }

    /// The bytes in their order.
    package var bytes: [UInt8] {
        let bytes = inlineBytes
        return bytes.indices.map { bytes[$0] }
    }

    /// The bytes in their order, without an array on the heap for them.
    var inlineBytes: InlineArray<32, UInt8> {
        InlineArray { index in
            UInt8(truncatingIfNeeded: words[index / 4] >> UInt32(24 - index % 4 * 8))
        }
    }

    /// The digest in 64 lower-case hexadecimal digits.
    package var hexadecimal: String { Hexadecimal.encode(bytes) }

    /// Whether two digests are the same, in a time that does not tell where they differ.
    package func isEqualInConstantTime(to other: Digest) -> Bool {
        let differences = words ^ other.words
        var sum: UInt32 = 0
        for index in 0..<8 { sum |= differences[index] }
        return sum == 0
    }
}
