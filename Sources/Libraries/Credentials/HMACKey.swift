/// A key for HMAC-SHA-256 (RFC 2104).
///
/// It stores the two hashes after the padded key, which saves half the work for short messages such
/// as tokens.
package struct HMACKey: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// A key longer than 64 bytes is replaced by its hash, as the RFC says.
    package init(_ bytes: [UInt8]) {
        var key = bytes.count > 64 ? SHA256.hash(bytes).bytes : bytes
        key += [UInt8](repeating: 0, count: 64 - key.count)
        var (inner, outer) = (SHA256(), SHA256())
        inner.update(key.map { $0 ^ 0x36 })
        outer.update(key.map { $0 ^ 0x5C })
        self.inner = inner
        self.outer = outer
    }

    /// The message's authentication code.
    package func authenticate(_ message: [UInt8]) -> Digest { authenticate(message.span) }

    /// The message's authentication code.
    package func authenticate(_ message: Span<UInt8>) -> Digest {
        var (inner, outer) = (inner, outer)
        inner.update(message)
        let digest = inner.finalize().inlineBytes
        outer.update(digest.span)
        return outer.finalize()
    }

    /// Whether `code` is the message's authentication code, compared in constant time.
    package func isValid(_ code: [UInt8], for message: [UInt8]) -> Bool {
        isValid(code, for: message.span)
    }

    /// Whether `code` is the message's authentication code, compared in constant time.
    package func isValid(_ code: [UInt8], for message: Span<UInt8>) -> Bool {
        guard let code = Digest(code) else { return false }
        return authenticate(message).isEqualInConstantTime(to: code)
    }
}
