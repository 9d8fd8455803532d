import BookingDomain
import BookingStore
import Credentials
import HTTP
import ServiceRuntime
import Timekeeping

/// An authenticated guest.
struct Guest: Sendable {
    /// The `role` claim of guests' tokens.
    static let role = "user"

    let id: UserID
    /// The token's generation; a changed password or a logout ends all earlier generations.
    let generation: Int64
}

extension Authenticator<Guest> {
    /// Accepts a valid bearer token of an existing guest if its generation is current.
    static func guest(tokens: JSONWebTokenAuthority, store: Store) -> Authenticator<Guest> {
        Authenticator("guest") { request in
            let token = try request.requireBearerToken()
            let now = store.clock.now()
            guard let claims = try? tokens.verify(token, now: now), claims.role == Guest.role,
                claims.issuedAt > store.restoredAt,
                try store.isCurrent(claims.generation, of: UserID(claims.subject), at: now)
            else { throw Problem.invalidToken }
            return Guest(id: UserID(claims.subject), generation: claims.generation)
        }
    }
}
