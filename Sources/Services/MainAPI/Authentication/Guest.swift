import BookingDomain
import BookingStore
import Credentials
import HTTP
import Timekeeping

/// A guest who has logged in.
struct Guest: Sendable {
    let id: UserID
    /// The generation of the token: a changed password ends it.
    let generation: Int64
}

extension Authenticator<Guest> {
    /// The caller who shows a token that MainAPI gave to a guest who is still there and has not
    /// changed the password since.
    static func guest(tokens: JSONWebTokenAuthority, store: Store) -> Authenticator<Guest> {
        Authenticator("guest") { request in
            guard let token = request.bearerToken else {
                throw Problem.unauthorized(detail: "Log in first: this address needs a token.")
            }
            let now = store.clock.now()
            guard let claims = try? tokens.verify(token, now: now), claims.role == Guest.role else {
                throw Guest.refused
            }
            let guest = Guest(id: UserID(claims.subject), generation: claims.generation)
            guard try store.isCurrent(guest.generation, of: guest.id, at: now) else {
                throw Guest.refused
            }
            return guest
        }
    }
}

extension Guest {
    /// The `role` claim of guests' tokens.
    static let role = "user"

    /// 401: the token is none, or has ended.
    static var refused: Problem {
        .unauthorized(
            detail: "The token does not hold, or no longer. Log in again.", error: "invalid_token")
    }
}
