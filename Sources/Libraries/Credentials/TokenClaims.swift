import Timekeeping

/// The claims of a JSON Web Token.
package struct TokenClaims: Equatable, Sendable {
    /// The id of the account: the claim `sub`, which is a string on the wire (RFC 7519 §4.1.2).
    package let subject: Int64

    /// The kind of account, such as `user` or `facilitator`.
    package let role: String

    /// The generation of the account's tokens (`gen`); a new password makes older ones invalid.
    package let generation: Int64

    package let issuedAt: Timestamp

    /// The first second in which the token is valid.
    package let notBefore: Timestamp

    /// The first second in which the token is no longer valid.
    package let expiresAt: Timestamp

    /// - Parameter notBefore: The time of issue unless given.
    package init(
        subject: Int64, role: String, generation: Int64, issuedAt: Timestamp,
        notBefore: Timestamp? = nil, expiresAt: Timestamp
    ) {
        self.subject = subject
        self.role = role
        self.generation = generation
        self.issuedAt = issuedAt
        self.notBefore = notBefore ?? issuedAt
        self.expiresAt = expiresAt
    }
}

/// The reason why a token is refused; never shown to its sender.
package enum TokenRefusal: Error {
    /// The syntax, the header or a claim is invalid.
    case malformed
    /// The header names another algorithm than HS256, or a critical extension.
    case algorithm
    case signature
    case expired
    case notYetValid
    case issuer
    case audience
}
