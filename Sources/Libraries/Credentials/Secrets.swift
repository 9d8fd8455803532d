import TextEncoding

/// Cryptographically random bytes from the kernel (`getrandom`).
package func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    while bytes.count < count {
        withUnsafeBytes(of: generator.next() as UInt64) { bytes.append(contentsOf: $0) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
}

/// That many random bytes in Base64URL.
package func randomToken(bytes count: Int) -> String {
    Base64URL.encode(randomBytes(count))
}

/// Compares two secrets without revealing through timing where they differ or how long they are.
///
/// It compares their HMACs under a random key of this process. An attacker cannot choose those, so
/// even an early exit would reveal nothing.
package func constantTimeEquals(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    let code = comparisonKey.authenticate(right)
    return comparisonKey.authenticate(left).isEqualInConstantTime(to: code)
}

/// Compares the bytes of two secrets in constant time.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    constantTimeEquals(left.span, right.span)
}

/// Compares the UTF-8 of two secrets in constant time.
package func constantTimeEquals(_ left: String, _ right: String) -> Bool {
    constantTimeEquals(left.utf8.span, right.utf8.span)
}

private let comparisonKey = HMACKey(randomBytes(32))
