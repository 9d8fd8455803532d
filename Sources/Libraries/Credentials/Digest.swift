import TextEncoding

/// A SHA-256 hash or HMAC.
package struct Digest: Hashable, Sendable {
    package static let byteCount = 32

    /// Eight big-endian words (FIPS 180-4 §6.2.2).
    let words: SIMD8<UInt32>

    init(words: SIMD8<UInt32>) {
        self.words = words
    }

    /// Nil for any other length than 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Digest.byteCount else { return nil }
        var words = SIMD8<UInt32>()
        for (index, byte) in bytes.enumerated() {
            words[index / 4] = words[index / 4] << 8 | UInt32(byte)
        }
        self.words = words
    }

    package var bytes: [UInt8] {
        let bytes = inlineBytes
        return bytes.indices.map { bytes[$0] }
    }

    /// The bytes without a heap allocation.
    var inlineBytes: InlineArray<32, UInt8> {
        InlineArray { index in
            UInt8(truncatingIfNeeded: words[index / 4] >> UInt32(24 - index % 4 * 8))
        }
    }

    /// 64 lower-case digits.
    package var hexadecimal: String { Hexadecimal.encode(bytes) }

    /// Compares without an early exit, so that the time does not reveal where they differ.
    package func isEqualInConstantTime(to other: Digest) -> Bool {
        let differences = words ^ other.words
        var sum: UInt32 = 0
        for index in 0..<8 { sum |= differences[index] }
        return sum == 0
    }
}
