import Glibc
import Synchronization

/// A cache of recently verified tokens and their claims.
///
/// Clients send the same token with every request, and its signature and claims cannot change. The
/// caller checks the validity period each time.
final class TokenCache: Sendable {
    /// A token has a few hundred bytes; an attacker cannot add any.
    private static let maximumTokens = 4096

    private let claims = Mutex<[Token: TokenClaims]>([:])

    subscript(text: String) -> TokenClaims? {
        claims.withLock { $0[Token(text: text)] }
    }

    /// Stores a verified token; a full cache is emptied first.
    func store(_ verified: TokenClaims, for text: String) {
        claims.withLock { claims in
            if claims.count >= Self.maximumTokens { claims.removeAll(keepingCapacity: true) }
            claims[Token(text: text)] = verified
        }
    }
}

/// A token compared by its bytes, as strings also equal their canonical equivalents.
private struct Token: Hashable, Sendable {
    let text: String

    static func == (left: Token, right: Token) -> Bool {
        let (left, right) = (left.text.utf8.span.bytes, right.text.utf8.span.bytes)
        guard left.byteCount == right.byteCount else { return false }
        return left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                guard let first = left.baseAddress, let second = right.baseAddress else {
                    return true
                }
                return memcmp(first, second, left.count) == 0
            }
        }
    }

    /// Hashes only the end, which belongs to the signature: it is random enough, and an attacker
    /// cannot choose it.
    func hash(into hasher: inout Hasher) {
        text.utf8.span.extracting(last: 16).bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
