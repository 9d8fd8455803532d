import Credentials
import HTTP
import JSONCoding
import SQLite
import ServiceRuntime
import Timekeeping

/// Login and logout of facilitators.
struct LoginRoutes: Sendable {
    let database: Database
    let clock: WallClock
    let hasher: PasswordHasher
    let tokens: JSONWebTokenAuthority
    /// Tokens that were issued up to this time are invalid.
    let restoredAt: Timestamp
    let tokenLifetimeSeconds: Int64
    let throttle: LoginThrottle

    func add(to routes: inout Routes, owner: Authenticator<Facilitator>) {
        routes.on(.post, "/auth/login", by: .anyone, bodyLimit: 4_096, logIn)
        routes.post("/auth/logout", by: owner, bodyLimit: 0, logOut)
    }

    private func logIn(_ request: Request, _: Anyone) async throws -> Response {
        let form = try request.decode(LoginForm.self)
        if try database.read({ try $0.metadata.awaitsDisabledAccounts() }) {
            throw Problem.unavailable(
                code: "main_api_unavailable",
                detail: "Logins are possible once MainAPI has named the disabled accounts.",
                retryAfterSeconds: 5)
        }
        let facilitator = try await throttle.attempt(
            account: Facilitators.key(of: form.username), for: request
        ) { try await verified(form) }
        return .json(login(for: facilitator)).with(.cacheControl, "no-store")
    }

    /// Ends all logins of the facilitator.
    private func logOut(_ request: Request, _ owner: Facilitator) async throws -> Response {
        try await database.write { try $0.facilitators.endLogins(of: owner) }
        return Response(.noContent)
    }

    /// The account if the password is right; unknown and disabled ones take the same time.
    private func verified(_ form: LoginForm) async throws -> Facilitator? {
        let account = try database.read { try $0.facilitators.find(named: form.username) }
        let isRight = try await hasher.verify(form.password, against: account?.passwordHash)
        guard isRight, let account, !account.isDisabled else { return nil }
        return account
    }

    private func login(for facilitator: Facilitator) -> Login {
        // A login within the second of a restoration counts as after it.
        let now = max(clock.now(), restoredAt.adding(seconds: 1))
        let token = tokens.sign(
            TokenClaims(
                subject: facilitator.id, role: FacilitatorAuthentication.role,
                generation: facilitator.tokenGeneration, issuedAt: now, notBefore: now,
                expiresAt: now.adding(seconds: tokenLifetimeSeconds)))
        return Login(
            token: token, lifetimeSeconds: tokenLifetimeSeconds, facilitator: facilitator)
    }
}

private struct LoginForm: FieldReadable {
    let username: String
    let password: String

    init(from fields: inout FieldReader) {
        username = fields.string("username", length: 1...256)
        password = fields.string("password", length: 1...1_024)
    }
}

/// The response to a login, in the form of RFC 6749 §5.1.
private struct Login: JSONWritable {
    let token: String
    let lifetimeSeconds: Int64
    let facilitator: Facilitator

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("access_token", token)
            json.member("token_type", "Bearer")
            json.member("expires_in", lifetimeSeconds)
            json.memberObject("facilitator") { json in
                json.member("id", facilitator.id)
                json.member("username", facilitator.username)
                json.member("name", facilitator.name)
            }
        }
    }
}
