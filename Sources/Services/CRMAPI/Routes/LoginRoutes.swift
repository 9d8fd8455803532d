import Credentials
import HTTP
import JSONCoding
import SQLite
import ServiceRuntime

/// Login and logout of facilitators.
struct LoginRoutes: Sendable {
    let database: Database
    let hasher: PasswordHasher
    let tokenIssuer: TokenIssuer
    let throttle: LoginThrottle

    func add(to routes: inout Routes, account: Authenticator<Account>) {
        routes.on(.post, "/auth/login", by: .anyone, bodyLimit: 4_096, logIn)
        routes.post("/auth/logout", by: account, bodyLimit: 0, logOut)
    }

    private func logIn(_ request: Request, _: Anyone) async throws -> Response {
        let form = try request.decode(LoginForm.self)
        if try database.read({ try $0.metadata.awaitsDisabledAccounts() }) {
            throw Problem.unavailable(
                code: "main_api_unavailable",
                detail: "Logins are possible once MainAPI has named the disabled accounts.",
                retryAfterSeconds: 5)
        }
        let account = try database.read { try $0.facilitators.find(withLogin: form.username) }
        let facilitator = try await throttle.attempt(
            account: Facilitators.key(of: account?.username ?? form.username), id: account?.id,
            for: request
        ) { client in
            // An unknown name and a disabled account take the same time.
            let isCorrect = try await hasher.verify(
                form.password, against: account?.passwordHash, for: client)
            return isCorrect && account?.isDisabled == false ? account : nil
        }
        return tokenIssuer.response(
            for: facilitator.id, as: facilitator.role.rawValue,
            generation: facilitator.tokenGeneration, "facilitator", facilitator)
    }

    /// Ends all logins of the facilitator.
    private func logOut(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await database.write { try $0.facilitators.endLogins(of: facilitator) }
        return Response(.noContent)
    }
}
