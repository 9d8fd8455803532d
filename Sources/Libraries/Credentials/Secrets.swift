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

/// Compares the bytes of two secrets without revealing through timing where they differ or how long
/// they are.
///
/// It compares their HMACs under a random key of this process. An attacker cannot choose those, so
/// even an early exit would reveal nothing.
package func constantTimeEquals(_ left: String, _ right: String) -> Bool {
    let code = comparisonKey.authenticate(right.utf8.span)
    return comparisonKey.authenticate(left.utf8.span).isEqualInConstantTime(to: code)
}

private let comparisonKey = HMACKey(randomBytes(32))
