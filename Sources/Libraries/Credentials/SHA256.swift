/// The hash function SHA-256 (FIPS 180-4), which the C library does not provide.
///
/// A copy in the middle of a message is independent of the original; `HMACKey` relies on that. It
/// does not allocate.
package struct SHA256: Sendable {
    private var state: SIMD8<UInt32> = SHA256.initialState
    private var block = InlineArray<64, UInt8>(repeating: 0)
    private var blockCount = 0
    private var byteCount: UInt64 = 0

    package init() {}

    /// The digest of one message.
    package static func hash(_ bytes: [UInt8]) -> Digest {
        var hash = SHA256()
        hash.update(bytes.span)
        return hash.finalize()
    }

    /// Adds the next part of the message, of any length.
    package mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    /// Adds the next part of the message, of any length.
    package mutating func update(_ bytes: Span<UInt8>) {
        byteCount &+= UInt64(bytes.count)
        var start = 0
        if blockCount > 0 {
            start = min(64 - blockCount, bytes.count)
            append(bytes.extracting(0..<start))
            guard blockCount == 64 else { return }
            compressBlock()
        }
        let end = start + (bytes.count - start) & ~63
        SHA256.compress(&state, bytes.extracting(start..<end).bytes)
        append(bytes.extracting(end..<bytes.count))
    }

    /// The digest of all parts.
    package consuming func finalize() -> Digest {
        // FIPS 180-4 §5.1.1: a one bit, zeros, and the length in bits in the last eight bytes.
        let bitCount = byteCount &* 8
        append(0x80)
        if blockCount > 56 {
            while blockCount < 64 { append(0) }
            compressBlock()
        }
        while blockCount < 56 { append(0) }
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: bitCount >> shift))
        }
        compressBlock()
        return Digest(words: state)
    }

    private mutating func append(_ bytes: Span<UInt8>) {
        for index in bytes.indices { append(bytes[index]) }
    }

    private mutating func append(_ byte: UInt8) {
        block[blockCount] = byte
        blockCount += 1
    }

    private mutating func compressBlock() {
        SHA256.compress(&state, block.span.bytes)
        blockCount = 0
    }
}
