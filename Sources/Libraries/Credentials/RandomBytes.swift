import TextEncoding

/// Bytes that nobody can guess, from the kernel (`getrandom`).
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

/// A word that nobody can guess, of so many random bytes in the base64url alphabet.
package func randomToken(bytes count: Int) -> String {
    Base64URL.encode(randomBytes(count))
}
