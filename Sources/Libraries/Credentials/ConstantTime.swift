/// Whether two secrets are the same, in a time that tells neither where they differ nor how long
/// the right one is.
///
/// What is compared are their authentication codes under a key of this process, which nobody can
/// steer: even a comparison that stopped early would tell nothing of use.
package func constantTimeEquals(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    let code = comparisonKey.authenticate(right)
    return comparisonKey.authenticate(left).isEqualInConstantTime(to: code)
}

/// Whether two secrets are the same byte for byte, in constant time.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    constantTimeEquals(left.span, right.span)
}

/// Whether two secrets are the same byte for byte, in constant time.
package func constantTimeEquals(_ left: String, _ right: String) -> Bool {
    constantTimeEquals(left.utf8.span, right.utf8.span)
}

private let comparisonKey = HMACKey(randomBytes(32))
