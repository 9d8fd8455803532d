import Credentials
import HTTP
import SQLite
import ServiceRuntime
import Timekeeping

/// Whoever may act for a facilitator: the facilitator, or MainAPI and the centre's own programs.
struct FacilitatorAccess: Sendable {
    /// The facilitator of the path.
    let facilitator: Facilitator
}

/// Says who may call a facilitator's routes.
struct FacilitatorGate: Sendable {
    /// The `role` claim of facilitators' tokens.
    static let role = "facilitator"

    let database: Database
    let clock: WallClock
    let tokens: JSONWebTokenAuthority
    let serviceToken: ServiceToken

    /// The service token opens every facilitator's routes, a facilitator's token their own.
    var caller: Authenticator<FacilitatorAccess> {
        Authenticator("service token or the facilitator") { request in
            let token = try Self.token(of: request)
            let isService = serviceToken.matches(token)
            let owner = isService ? nil : try facilitator(of: token)
            let id = try request.identifier("id")
            if let owner {
                guard owner.id == id else { throw Self.foreign }
                return FacilitatorAccess(facilitator: owner)
            }
            let named = try database.read { try $0.facilitators.find(id) }
            guard let named else { throw Problem.notFound }
            return FacilitatorAccess(facilitator: named)
        }
    }

    /// The facilitator whom the token was given to, and nobody else.
    var owner: Authenticator<Facilitator> {
        Authenticator("the facilitator") { try facilitator(of: try Self.token(of: $0)) }
    }

    private static func token(of request: Request) throws(Problem) -> String {
        guard let token = request.bearerToken else {
            throw .unauthorized(detail: "Log in first: this address needs a token.")
        }
        return token
    }

    /// The facilitator whom a token was given to, and who may still use it.
    private func facilitator(of token: String) throws -> Facilitator {
        guard let claims = try? tokens.verify(token, now: clock.now()), claims.role == Self.role
        else { throw Self.refused }
        let owner = try database.read { try $0.facilitators.find(claims.subject) }
        guard let owner, !owner.isDisabled, owner.tokenGeneration == claims.generation else {
            throw Self.refused
        }
        return owner
    }

    private static var refused: Problem {
        .unauthorized(
            detail: "The token does not hold, or no longer. Log in again.", error: "invalid_token")
    }

    private static var foreign: Problem {
        Problem(
            .forbidden, code: "forbidden",
            detail: "A facilitator's token opens only the facilitator's own routes.")
    }
}
