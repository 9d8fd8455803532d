import BookingDomain
import BookingStore
import Credentials
import HTTP
import JSONCoding
import SQLite
import ServiceRuntime
import TextEncoding
import Timekeeping

/// Registration, login, and the guest's own account.
struct AccountRoutes: Sendable {
    let store: Store
    let hasher: PasswordHasher
    /// A separate hasher, so that many registrations do not delay logins.
    let registrationHasher: PasswordHasher
    let tokenIssuer: TokenIssuer
    let throttle: LoginThrottle
    let registrations: NetworkLimit
    /// False on a loopback address, for trial installations.
    let refusesCommonPasswords: Bool
    let erasure: AccountErasure

    /// The limit on rows per step of an export, so that other requests do not wait.
    private static let rowsPerStep = 200

    func add(to routes: inout Routes, guest: Authenticator<Guest>) {
        routes.on(.post, "/auth/register", by: .anyone, bodyLimit: 8_192, register)
        routes.on(.post, "/auth/login", by: .anyone, bodyLimit: 4_096, logIn)
        routes.post("/auth/logout", by: guest, bodyLimit: 0, logOut)
        routes.get("/me", by: guest, show)
        routes.patch("/me", by: guest, bodyLimit: 8_192, change)
        routes.delete("/me", by: guest, bodyLimit: 4_096, erase)
        routes.get("/me/export", by: guest, export)
        routes.post("/me/email/confirmation", by: guest, bodyLimit: 0, requestConfirmation)
    }

    private func register(_ request: Request, _: Anyone) async throws -> Response {
        let form = try request.decode(RegistrationForm.self)
        if refusesCommonPasswords { try form.password.requireUncommon() }
        // Fails before the slow hash; with a key, an earlier try may have taken the name itself.
        if request[.idempotencyKey] == nil { try checkFree(form.username) }
        let network = try registrations.count(request)
        let hash = try await registrationHasher.make(
            form.password.text, for: .init(network: network))
        return try await store.respond(to: request, by: .registration(of: form.username)) { tx in
            try tx.register(
                form.username, name: form.name, email: form.email, passwordHash: hash)
        } response: { user in
            .json(.created, user)
        }
    }

    private func checkFree(_ username: Username) throws {
        guard try store.read({ try $0.users.isFree(username) }) else {
            throw Refusal.usernameTaken
        }
    }

    private func logIn(_ request: Request, _: Anyone) async throws -> Response {
        let form = try request.decode(LoginForm.self)
        let account = try store.read { try $0.users.account(withLogin: form.username) }
        let owner = try await throttle.attempt(
            account: account.map { ASCII.lowercased($0.user.username) }
                ?? ASCII.lowercased(form.username),
            id: account?.user.id.rawValue, for: request
        ) { client in
            // An unknown name takes the same time.
            let isCorrect = try await hasher.verify(
                form.password, against: account?.passwordHash, for: client)
            return isCorrect ? account : nil
        }
        if owner.getsLinkAtLogin { try await requestLink(for: owner.user.id) }
        return token(for: owner)
    }

    /// Sends the link that an address from an earlier version has not had.
    private func requestLink(for guest: UserID) async throws {
        try await store.write { tx in
            do {
                try tx.requestConfirmation(by: guest)
            } catch Refusal.tooManyLetters {
                // The guest can request it on the account's page.
            }
        }
    }

    private func requestConfirmation(_: Request, _ guest: Guest) async throws -> Response {
        try await store.write { try $0.requestConfirmation(by: guest.id) }
        return Response(.accepted)
    }

    /// Ends all logins of the guest, on every device.
    private func logOut(_ request: Request, _ guest: Guest) async throws -> Response {
        try await store.write { try $0.logOut(guest.id, generation: guest.generation) }
        return Response(.noContent)
    }

    private func token(for account: Account) -> Response {
        tokenIssuer.response(
            for: account.user.id.rawValue, as: Guest.role, generation: account.tokenGeneration,
            "user",
            account.user)
    }

    private func show(_ request: Request, _ guest: Guest) throws -> Response {
        .json(try account(of: guest).user)
    }

    /// A new password requires the current one, ends all tokens and returns a new token. A change of
    /// a confirmed address requires it too.
    private func change(_ request: Request, _ guest: Guest) async throws -> Response {
        let form = try request.decode(AccountChangeForm.self)
        if refusesCommonPasswords { try form.password?.requireUncommon() }
        if try form.password != nil || changesConfirmedEmail(form, of: guest) {
            guard let current = form.currentPassword else { throw Problem.noCurrentPassword }
            try await checkCurrentPassword(current, of: guest, for: request)
        }
        var hash: String?
        if let password = form.password { hash = try await hasher.make(password.text) }
        let account = try await store.write { [hash] tx in
            try tx.changeAccount(
                of: guest.id, generation: guest.generation, name: form.name, email: form.email,
                passwordHash: hash)
        }
        return hash == nil ? .json(account.user) : token(for: account)
    }

    private func changesConfirmedEmail(
        _ form: AccountChangeForm, of guest: Guest
    ) throws -> Bool {
        guard let confirmed = try account(of: guest).user.confirmedEmail else { return false }
        return switch form.email {
        case .keep: false
        case .remove: true
        case .replace(let address): !address.text.utf8.elementsEqual(confirmed.utf8)
        }
    }

    private func checkCurrentPassword(
        _ password: String, of guest: Guest, for request: Request
    ) async throws {
        let account = try account(of: guest)
        try await throttle.checkCurrentPassword(
            password, ofAccount: guest.id.rawValue, key: ASCII.lowercased(account.user.username),
            hash: account.passwordHash, with: hasher, for: request)
    }

    /// Requires the current password, because a stolen token must not suffice.
    private func erase(_ request: Request, _ guest: Guest) async throws -> Response {
        let form = try request.decodeOptional(ErasureForm.self)
        try await checkCurrentPassword(form.currentPassword, of: guest, for: request)
        try await erasure.erase(guest.id, generation: guest.generation)
        return Response(.noContent)
    }

    private func export(_ request: Request, _ guest: Guest) async throws -> Response {
        var export = AccountExport(
            of: try account(of: guest).user,
            calendar: try store.read { try $0.calendarLinks.find(of: .user(guest.id)) },
            at: store.clock.now())
        while try store.read({ try export.readMore(limit: Self.rowsPerStep, in: $0) }) {
            await Task.yield()
        }
        return .json(bytes: export.text)
            .with(.contentDisposition, "attachment; filename=\"my-bookings.json\"")
    }

    private func account(of guest: Guest) throws -> Account {
        guard let account = try store.read({ try $0.users.account(of: guest.id) }) else {
            throw Refusal.notFound(.user)
        }
        return account
    }
}
