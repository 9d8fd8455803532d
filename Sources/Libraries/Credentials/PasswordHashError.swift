/// Why a password could not be hashed.
package enum PasswordHashError: Error, Sendable {
    /// It is longer than `PasswordHash.maximumLength` bytes or contains a zero byte.
    case unusablePassword
    /// The C library refused: it has no yescrypt, or no memory was to be had.
    case unavailable
}
