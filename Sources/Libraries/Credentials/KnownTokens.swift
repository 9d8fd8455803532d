import Glibc
import Synchronization

/// Tokens that were lately found to be an authority's own, with what they say.
///
/// A bearer shows the same token with every request, and neither who signed it nor what it says can
/// change between two of them. Whether it holds at the moment is asked each time.
final class KnownTokens: Sendable {
    /// How many are kept, a few hundred bytes each; only the authority itself can make more.
    static let capacity = 4096

    private let claims = Mutex<[Token: TokenClaims]>([:])

    /// What the token says, if it was found to be the authority's own before.
    subscript(text: String) -> TokenClaims? {
        claims.withLock { $0[Token(text: text)] }
    }

    /// Keeps a token that was found to be the authority's own; makes room by starting afresh.
    func keep(_ text: String, _ found: TokenClaims) {
        claims.withLock { claims in
            if claims.count >= Self.capacity { claims.removeAll(keepingCapacity: true) }
            claims[Token(text: text)] = found
        }
    }
}

/// The text of a token, equal byte for byte, where strings also equal their canonical equivalents.
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

    /// The end alone, as it is of the signature: no two that are kept are alike there but by
    /// chance, and a signature is nobody's to choose.
    func hash(into hasher: inout Hasher) {
        text.utf8.span.extracting(last: 16).bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
