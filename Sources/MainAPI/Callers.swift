import BookingDomain
import BookingStore
import Credentials
import HTTP

/// A guest who has logged in.
struct Guest: Sendable {
    let id: UserID
}

extension Caller<Guest> {
    /// The caller who shows a token that MainAPI gave to a guest who is still there and has not
    /// changed the password since.
    static func guest(tokens: JSONWebTokenAuthority, store: Store) -> Caller<Guest> {
        Caller("guest") { request in
            guard let token = request.bearerToken else {
                throw Problem.unauthorized(detail: "Log in first: this address needs a token.")
            }
            guard let claims = try? tokens.verify(token, now: store.clock.now()),
                claims.role == Guest.role
            else { throw Guest.refused }
            let guest = Guest(id: UserID(claims.subject))
            let generation = try store.database.lookUp { connection in
                try Users.tokenGeneration(of: guest.id, on: connection)
            }
            guard generation == claims.generation else { throw Guest.refused }
            return guest
        }
    }
}

extension Guest {
    /// The `role` claim of guests' tokens.
    static let role = "user"

    fileprivate static var refused: Problem {
        .unauthorized(
            detail: "The token does not hold, or no longer. Log in again.", error: "invalid_token")
    }
}
