import AccountLetters
import Credentials
import HTTP
import JSONCoding
import SQLite
import Timekeeping

/// Confirmed addresses and forgotten passwords, the same routes in both services.
package struct AccountLinkRoutes: Sendable {
    private let database: Database
    private let directory: any AccountDirectory
    private let hasher: PasswordHasher
    private let throttle: LoginThrottle
    private let requests: NetworkLimit
    /// False on a loopback address, for trial installations.
    private let refusesCommonPasswords: Bool

    /// The limit on requests for a reset from one network.
    private static let requestsPerHour = 30

    package init(
        database: Database, directory: any AccountDirectory, hasher: PasswordHasher,
        throttle: LoginThrottle, _ settings: ServiceSettings, clock: WallClock
    ) {
        self.database = database
        self.directory = directory
        self.hasher = hasher
        self.throttle = throttle
        requests = NetworkLimit(
            perHour: Self.requestsPerHour,
            refusal: "Too many emails were requested from this network.", settings, clock: clock)
        refusesCommonPasswords = settings.isReachableByOthers
    }

    /// Adds the routes, which need no login.
    package func add(to routes: inout Routes) {
        routes.on(.post, "/auth/email/confirmation", by: .anyone, bodyLimit: 4_096, confirm)
        routes.on(.post, "/auth/password-reset", by: .anyone, bodyLimit: 4_096, requestReset)
        routes.on(.post, "/auth/password", by: .anyone, bodyLimit: 4_096, setPassword)
    }

    private func confirm(_ request: Request, _: Anyone) async throws -> Response {
        let token = try request.decode(TokenForm.self).token
        try await database.write { [directory] tx in
            guard let link = try tx.accountLinks.find(token, .confirm) else {
                throw Problem.tokenInvalid
            }
            switch try directory.confirm(link.address, of: link.account, in: tx) {
            case .confirmed: break
            case .notCurrent: throw Problem.tokenInvalid
            case .taken: throw Problem.emailTaken
            }
        }
        return Response(.noContent)
    }

    /// The response and its time do not depend on the account, which is looked up when the letter
    /// is sent.
    private func requestReset(_ request: Request, _: Anyone) async throws -> Response {
        let login = try request.decode(ResetRequestForm.self).login
        _ = try requests.count(request)
        try await database.write { try $0.accountLetters.addReset(login: login) }
        return Response(.accepted)
    }

    private func setPassword(_ request: Request, _: Anyone) async throws -> Response {
        let form = try request.decode(NewPasswordForm.self)
        if refusesCommonPasswords { try form.password.requireUncommon() }
        // Hashing is slow, so a stranger's invalid token fails before it.
        guard try database.read({ try $0.accountLinks.find(form.token, .reset) }) != nil else {
            throw Problem.tokenInvalid
        }
        let hash = try await hasher.make(form.password.text)
        let account = try await database.write { [directory] tx in
            guard let link = try tx.accountLinks.find(form.token, .reset) else {
                throw Problem.tokenInvalid
            }
            try directory.setPassword(hash, of: link.account, in: tx)
            return link.account
        }
        await throttle.recordNetwork(of: request, account: account)
        return Response(.noContent)
    }
}

extension Problem {
    fileprivate static let tokenInvalid = Problem(
        .unprocessableContent, code: "token_invalid",
        detail: "The link is invalid, has been used, or has expired. Request a new email.")
    package static let emailTaken = Problem(
        .conflict, code: "email_taken", detail: "Another account has confirmed this address.")
}

extension FieldReader {
    /// The token of a link, of which the wrong ones may have any length.
    fileprivate mutating func token() -> String { string("token", length: 1...256) }
}

private struct TokenForm: FieldReadable {
    let token: String

    init(from fields: inout FieldReader) { token = fields.token() }
}

private struct ResetRequestForm: FieldReadable {
    let login: String

    init(from fields: inout FieldReader) { login = fields.login("login") }
}

private struct NewPasswordForm: FieldReadable {
    let token: String
    let password: NewPassword

    init(from fields: inout FieldReader) {
        token = fields.token()
        password = fields.newPassword()
    }
}
