import BookingDomain
import Credentials
import TextEncoding

/// The addresses that stop a guest's reminders without a login.
///
/// Their tokens are valid for nothing else, and for as long as the service has its key.
struct ReminderLinks: Sendable {
    let key: HMACKey

    /// The path of the page and of the request that stops the reminders (RFC 8058).
    func path(for user: UserID) -> String {
        let code = key.authenticate(Array("\(user)".utf8)).bytes
        return "/unsubscribe/\(user)-\(Base64URL.encode(code))"
    }

    /// The guest for whom a token was made; nil for any other text.
    func user(of token: String) -> UserID? {
        let parts = token.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let id = Int64(digits: parts[0].utf8),
            let code = Base64URL.decode(String(parts[1])),
            key.isValid(code, for: Array("\(id)".utf8))
        else { return nil }
        return UserID(id)
    }
}
