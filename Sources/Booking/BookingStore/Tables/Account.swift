import BookingDomain

/// A guest with what it takes to log them in; never to be shown.
package struct Account: Equatable, Sendable {
    /// What of them may be shown to themselves.
    package let user: User
    /// As `PasswordHash` made it; one that begins with `!` belongs to nobody's password.
    package let passwordHash: String
    /// Rises with a new password and on logging out; a token of a lower one is dead.
    package let tokenGeneration: Int64
}
