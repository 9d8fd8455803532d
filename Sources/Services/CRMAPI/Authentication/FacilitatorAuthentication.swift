import Credentials
import HTTP
import SQLite
import ServiceRuntime
import Timekeeping

/// Authenticates the requests for a facilitator's routes.
struct FacilitatorAuthentication: Sendable {
    /// The `role` claim of facilitators' tokens.
    static let role = "facilitator"

    let database: Database
    let clock: WallClock
    let tokens: JSONWebTokenAuthority
    /// Tokens that were issued up to this time are invalid.
    let restoredAt: Timestamp
    let serviceToken: ServiceToken

    /// The facilitator in the path. The service token permits any, a facilitator's token only its own.
    var ownerOrService: Authenticator<Account> {
        Authenticator("service token or the facilitator") { request in
            let token = try request.requireBearerToken()
            if serviceToken.matches(token) {
                let id = try request.identifier("id")
                let facilitator = try database.read { try $0.facilitators.find(id) }
                guard let facilitator else {
                    throw Problem(
                        .notFound, code: "not_found", detail: "There is no facilitator \(id).")
                }
                return facilitator
            }
            let owner = try facilitator(of: token)
            guard owner.id == (try request.identifier("id")) else { throw Self.foreign }
            return owner
        }
    }

    /// The facilitator to whom the token belongs.
    var owner: Authenticator<Account> {
        Authenticator("the facilitator") { try facilitator(of: try $0.requireBearerToken()) }
    }

    private func facilitator(of token: String) throws -> Account {
        guard let claims = try? tokens.verify(token, now: clock.now()), claims.role == Self.role,
            claims.issuedAt > restoredAt
        else { throw Problem.invalidToken }
        let owner = try database.read { try $0.facilitators.find(claims.subject) }
        guard let owner, !owner.isDisabled, owner.tokenGeneration == claims.generation else {
            throw Problem.invalidToken
        }
        return owner
    }

    private static var foreign: Problem {
        Problem(
            .forbidden, code: "forbidden",
            detail: "A facilitator's token permits only the facilitator's own routes.")
    }
}
