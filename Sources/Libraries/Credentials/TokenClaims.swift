import Timekeeping

/// What a token says of its bearer.
package struct TokenClaims: Equatable, Sendable {
    /// The id of the account; the `sub` claim, which travels as a string (RFC 7519 §4.1.2).
    package let subject: Int64

    /// What the bearer is, such as `user` or `facilitator`.
    package let role: String

    /// The number of the account's password (`gen`): a new password makes older tokens worthless.
    package let generation: Int64

    /// When the token was signed.
    package let issuedAt: Timestamp

    /// The first moment at which the token is accepted.
    package let notBefore: Timestamp

    /// The first moment at which the token is no longer accepted.
    package let expiresAt: Timestamp

    /// Claims that hold from the moment of issue unless another is given.
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
