import Credentials
import HTTP
import JSONCoding
import Timekeeping

/// Issues tokens for one kind of account after a login.
package struct TokenIssuer: Sendable {
    private let tokens: JSONWebTokenAuthority
    private let lifetime: Duration
    private let clock: WallClock
    private let restoredAt: Timestamp

    /// - Parameter restoredAt: Tokens that were issued up to this time are invalid.
    package init(
        _ tokens: JSONWebTokenAuthority, lifetime: Duration, clock: WallClock,
        restoredAt: Timestamp
    ) {
        self.tokens = tokens
        self.lifetime = lifetime
        self.clock = clock
        self.restoredAt = restoredAt
    }

    /// The response to a login (RFC 6749 §5.1), with the account as the member `name`.
    ///
    /// - Parameter role: The `role` claim of the token.
    package func response(
        for id: Int64, as role: String, generation: Int64, _ name: StaticString,
        _ account: some JSONWritable
    ) -> Response {
        // A login within the second of a restoration counts as after it.
        let now = max(clock.now(), restoredAt.adding(seconds: 1))
        let token = tokens.sign(
            TokenClaims(
                subject: id, role: role, generation: generation, issuedAt: now,
                expiresAt: now.adding(lifetime)))
        var json = JSONWriter()
        json.object { json in
            json.member("access_token", token)
            json.member("token_type", "Bearer")
            json.member("expires_in", lifetime.components.seconds)
            json.member(name, account)
        }
        return .json(bytes: json.finish()).with(.cacheControl, "no-store")
    }
}
