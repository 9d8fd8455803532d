import BookingDomain
import BookingStore
import Credentials
import HTTP
import Timekeeping

/// An authenticated guest.
struct Guest: Sendable {
    let id: UserID
    /// The token's generation; a changed password or a logout ends all earlier generations.
    let generation: Int64
}

extension Authenticator<Guest> {
    /// Accepts a valid bearer token of an existing guest if its generation is current.
    static func guest(tokens: JSONWebTokenAuthority, store: Store) -> Authenticator<Guest> {
        Authenticator("guest") { request in
            guard let token = request.bearerToken else {
                throw Problem.unauthorized(detail: "Log in first: a bearer token is required.")
            }
            let now = store.clock.now()
            guard let claims = try? tokens.verify(token, now: now), claims.role == Guest.role,
                claims.issuedAt > store.restoredAt
            else { throw Guest.invalidToken }
            let guest = Guest(id: UserID(claims.subject), generation: claims.generation)
            guard try store.isCurrent(guest.generation, of: guest.id, at: now) else {
                throw Guest.invalidToken
            }
            return guest
        }
    }
}

extension Guest {
    /// The `role` claim of guests' tokens.
    static let role = "user"

    static var invalidToken: Problem {
        .unauthorized(
            detail: "The token is invalid or has expired. Log in again.", error: "invalid_token")
    }
}
