import BookingDomain
import BookingStore
import Credentials
import JSONCoding
import Timekeeping

/// Issues tokens to authenticated guests.
struct TokenIssuer: Sendable {
    let tokens: JSONWebTokenAuthority
    let lifetimeSeconds: Int64
    let clock: WallClock
    /// Tokens that were issued up to this time are invalid.
    let restoredAt: Timestamp

    func issue(for account: Account) -> Login {
        // A login within the second of a restoration counts as after it.
        let now = max(clock.now(), restoredAt.adding(seconds: 1))
        let token = tokens.sign(
            TokenClaims(
                subject: account.user.id.rawValue, role: Guest.role,
                generation: account.tokenGeneration, issuedAt: now, notBefore: now,
                expiresAt: now.adding(seconds: lifetimeSeconds)))
        return Login(token: token, lifetimeSeconds: lifetimeSeconds, user: account.user)
    }
}

/// The response to a login (RFC 6749 §5.1).
struct Login: JSONWritable {
    let token: String
    let lifetimeSeconds: Int64
    let user: User

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("access_token", token)
            json.member("token_type", "Bearer")
            json.member("expires_in", lifetimeSeconds)
            json.member("user", user)
        }
    }
}
