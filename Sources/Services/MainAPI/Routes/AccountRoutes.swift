import BookingDomain
import BookingStore
import Credentials
import HTTP
import JSONCoding
import ServiceRuntime
import Timekeeping

/// Registering, logging in, and the guest's own account.
struct AccountRoutes: Sendable {
    let store: Store
    let hasher: PasswordHasher
    /// Of its own, so that many who register do not hold up those who log in.
    let registrationHasher: PasswordHasher
    let tokenIssuer: TokenIssuer
    let throttle: LoginThrottle
    /// Whoever tries the service out on a machine of their own may take any password.
    let refusesCommonPasswords: Bool

    /// Nobody who has not logged in may send more.
    private static let formBytes = 16_384
    /// However much there is of a guest, others have their turn after so much of it.
    private static let rowsAtOnce = 200

    func add(to routes: inout Routes, guest: Authenticator<Guest>) {
        routes.on(.post, "/auth/register", by: .anyone, bodyLimit: Self.formBytes, register)
        routes.on(.post, "/auth/login", by: .anyone, bodyLimit: Self.formBytes, logIn)
        routes.post("/auth/logout", by: guest, logOut)
        routes.get("/me", by: guest, show)
        routes.patch("/me", by: guest, change)
        routes.delete("/me", by: guest, erase)
        routes.get("/me/export", by: guest, export)
    }

    private func register(_ request: Request, _: Anyone) async throws -> Response {
        let form = try request.decode(RegistrationForm.self)
        try requireUncommon(form.password)
        // Hashing takes long. Under a key, the name may be taken by this very registration.
        if request[.idempotencyKey] == nil { try checkFree(form.username) }
        let hash = try await registrationHasher.make(form.password)
        return try await store.respond(to: request, by: .registration(of: form.username)) { tx in
            try tx.register(
                form.username, name: form.name, email: form.email, passwordHash: hash)
        } response: { user in
            .json(.created, user)
        }
    }

    private func requireUncommon(_ password: String) throws {
        if refusesCommonPasswords, CommonPasswords.contain(password) {
            throw Problem.commonPassword
        }
    }

    private func checkFree(_ username: Username) throws {
        let isFree = try store.read { tx in
            try tx.users.isFree(username)
        }
        guard isFree else { throw Refusal.usernameTaken }
    }

    private func logIn(_ request: Request, _: Anyone) async throws -> Response {
        let form = try request.decode(LoginForm.self)
        let account = try await throttle.attempt(account: form.key, for: request) {
            try await verified(form)
        }
        return .json(tokenIssuer.issue(for: account)).with(.cacheControl, "no-store")
    }

    /// Ends every login of the guest, wherever it was made.
    private func logOut(_ request: Request, _ guest: Guest) async throws -> Response {
        try await store.write { try $0.logOut(guest.id, generation: guest.generation) }
        return Response(.noContent)
    }

    /// The account, if the password is its own. An unknown name costs the same time.
    private func verified(_ form: LoginForm) async throws -> Account? {
        let account = try form.username.flatMap { name in
            try store.read { tx in try tx.users.account(named: name) }
        }
        let isRight = try await hasher.verify(
            form.password, against: account?.passwordHash)
        return isRight ? account : nil
    }

    private func show(_ request: Request, _ guest: Guest) throws -> Response {
        .json(try account(of: guest).user)
    }

    /// Whoever changes the password has to know the old one, and gets a token that holds on.
    private func change(_ request: Request, _ guest: Guest) async throws -> Response {
        let form = try request.decode(AccountChangeForm.self)
        var hash: String?
        if let password = form.password {
            try requireUncommon(password)
            let account = try account(of: guest)
            _ = try await throttle.attempt(
                account: Username(account.user.username)?.key ?? account.user.username,
                for: request, refusal: .wrongCurrentPassword
            ) {
                try await hasher.verify(
                    form.currentPassword ?? "", against: account.passwordHash) ? account : nil
            }
            hash = try await hasher.make(password)
        }
        let account = try await store.write { [hash] tx in
            try tx.changeAccount(
                of: guest.id, generation: guest.generation, name: form.name, email: form.email,
                passwordHash: hash)
        }
        return hash == nil ? .json(account.user) : .json(tokenIssuer.issue(for: account))
    }

    private func erase(_ request: Request, _ guest: Guest) async throws -> Response {
        var progress: ErasureProgress?
        repeat {
            progress = try await store.write { [progress] tx in
                try tx.prepareErasure(
                    of: guest.id, generation: guest.generation, after: progress,
                    limit: Self.rowsAtOnce)
            }
        } while progress?.hasMore == true
        _ = try await store.write { [progress] tx in
            try tx.eraseAccount(of: guest.id, generation: guest.generation, after: progress)
        }
        return Response(.noContent)
    }

    private func export(_ request: Request, _ guest: Guest) async throws -> Response {
        var export = AccountExport(of: try account(of: guest).user, at: store.clock.now())
        while try store.read({ tx in
            try export.readMore(limit: Self.rowsAtOnce, in: tx)
        }) { await Task.yield() }
        return .json(bytes: export.text)
            .with(.contentDisposition, "attachment; filename=\"my-bookings.json\"")
    }

    private func account(of guest: Guest) throws -> Account {
        let account = try store.read { tx in
            try tx.users.account(of: guest.id)
        }
        guard let account else { throw Refusal.notFound(.user) }
        return account
    }
}

extension Problem {
    fileprivate static let commonPassword = Problem.invalid([
        FieldError(
            field: "password", code: "too_common",
            detail: "Many people use this or one like it, so it is guessed first.")
    ])
    /// 422 and not 401: the token still holds, only the field is wrong.
    fileprivate static let wrongCurrentPassword = Problem.invalid([
        FieldError(
            field: "current_password", code: "wrong", detail: "This is not the password in use.")
    ])
}
