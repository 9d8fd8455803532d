import Credentials
import HTTP
import SQLite
import ServiceRuntime
import Timekeeping

/// A request for the routes of a facilitator, by the facilitator or in the facilitator's place.
struct FacilitatorCaller: Sendable {
    /// The facilitator in the path.
    let facilitator: Account
    /// The owner's ID, if the owner acts for the facilitator.
    let owner: Int64?
}

/// The owner of the center, or who holds the service token.
struct OwnerCaller: Sendable {
    /// Nil with the service token.
    let account: Account?
}

/// Authenticates the requests of facilitators and owners.
struct FacilitatorAuthentication: Sendable {
    let database: Database
    let clock: WallClock
    let tokens: JSONWebTokenAuthority
    /// Tokens that were issued up to this time are invalid.
    let restoredAt: Timestamp
    let serviceToken: ServiceToken

    /// The service token and an owner's permit any facilitator in the path, a facilitator's token only
    /// its own.
    var facilitatorInPath: Authenticator<FacilitatorCaller> {
        Authenticator("service token, an owner or the facilitator") { request in
            let token = try request.requireBearerToken()
            if serviceToken.matches(token) {
                return FacilitatorCaller(facilitator: try facilitator(in: request), owner: nil)
            }
            let account = try account(of: token)
            if account.id == (try request.identifier("id")) {
                return FacilitatorCaller(facilitator: account, owner: nil)
            }
            guard account.role == .owner else { throw Self.foreign }
            return FacilitatorCaller(facilitator: try facilitator(in: request), owner: account.id)
        }
    }

    /// An owner, or the service token.
    var owner: Authenticator<OwnerCaller> {
        Authenticator("service token or an owner") { request in
            let token = try request.requireBearerToken()
            if serviceToken.matches(token) { return OwnerCaller(account: nil) }
            let account = try account(of: token)
            guard account.role == .owner else { throw Self.notOwner }
            return OwnerCaller(account: account)
        }
    }

    /// The account to which the token belongs.
    var account: Authenticator<Account> {
        Authenticator("the facilitator") { try account(of: try $0.requireBearerToken()) }
    }

    private func facilitator(in request: Request) throws -> Account {
        let id = try request.identifier("id")
        guard let facilitator = try database.read({ try $0.facilitators.find(id) }) else {
            throw Problem(
                .notFound, code: "not_found", detail: "There is no facilitator \(id).")
        }
        return facilitator
    }

    private func account(of token: String) throws -> Account {
        guard let claims = try? tokens.verify(token, now: clock.now()),
            let role = AccountRole(rawValue: claims.role), claims.issuedAt > restoredAt
        else { throw Problem.invalidToken }
        let account = try database.read { try $0.facilitators.find(claims.subject) }
        guard let account, !account.isDisabled, account.role == role,
            account.tokenGeneration == claims.generation
        else { throw Problem.invalidToken }
        return account
    }

    private static var foreign: Problem {
        Problem(
            .forbidden, code: "forbidden",
            detail: "A facilitator's token permits only the facilitator's own routes.")
    }

    private static var notOwner: Problem {
        Problem(
            .forbidden, code: "forbidden",
            detail: "Only an owner of the center may use this address.")
    }
}
