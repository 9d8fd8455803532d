import AccountLetters
import BookingDomain
import Credentials
import HTTP
import JSONCoding
import SQLite
import ServiceRuntime
import TextEncoding

/// A facilitator's own account: name, addresses, letters and password.
struct AccountRoutes: Sendable {
    let database: Database
    let hasher: PasswordHasher
    let tokenIssuer: TokenIssuer
    let throttle: LoginThrottle
    /// False on a loopback address, for trial installations.
    let refusesCommonPasswords: Bool

    func add(to routes: inout Routes, by authenticator: Authenticator<FacilitatorCaller>) {
        routes.get("/api/facilitator/{id}", by: authenticator, show)
        routes.patch("/api/facilitator/{id}", by: authenticator, bodyLimit: 65_536, change)
        routes.post(
            "/api/facilitator/{id}/email/confirmation", by: authenticator, bodyLimit: 0,
            requestConfirmation)
        routes.post(
            "/api/facilitator/{id}/password", by: authenticator, bodyLimit: 4_096, setPassword)
    }

    private func show(_ request: Request, _ caller: FacilitatorCaller) -> Response {
        .json(caller.facilitator)
    }

    /// A change of a confirmed address requires the current password.
    private func change(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        let facilitator = caller.facilitator
        let form = try request.decode(ProfileForm.self)
        if form.changesAddress(of: facilitator) {
            guard let password = form.currentPassword else { throw Problem.noCurrentPassword }
            try await checkCurrentPassword(password, of: facilitator, for: request)
        }
        let changed = try await database.write { tx in
            try tx.facilitators.change(facilitator, form.change)
            return try tx.facilitators.find(facilitator.id)
        }
        return .json(changed ?? facilitator)
    }

    private func requestConfirmation(
        _: Request, _ caller: FacilitatorCaller
    ) async throws -> Response {
        let facilitator = caller.facilitator
        guard let address = facilitator.email, !facilitator.isEmailConfirmed else {
            return Response(.accepted)
        }
        let wait = try await database.write {
            try $0.accountLetters.addConfirmation(of: address, ofAccount: facilitator.id)
        }
        if let wait {
            throw Problem.tooMany(
                "too_many_requests", "Too many emails were requested.",
                waitSeconds: wait)
        }
        return Response(.accepted)
    }

    /// Ends all tokens and returns a new one.
    private func setPassword(_ request: Request, _ caller: FacilitatorCaller) async throws
        -> Response
    {
        let facilitator = caller.facilitator
        let form = try request.decode(PasswordForm.self)
        if refusesCommonPasswords { try form.password.requireUncommon() }
        try await checkCurrentPassword(form.currentPassword, of: facilitator, for: request)
        let hash = try await hasher.make(form.password.text)
        let changed = try await database.write { tx in
            try tx.facilitators.setPassword(hash, of: facilitator.id)
            return try tx.facilitators.find(facilitator.id)
        }
        guard let changed else { throw Problem.invalidToken }
        return tokenIssuer.response(
            for: changed.id, as: changed.role.rawValue, generation: changed.tokenGeneration,
            "facilitator", changed)
    }

    private func checkCurrentPassword(
        _ password: String, of facilitator: Account, for request: Request
    ) async throws {
        try await throttle.checkCurrentPassword(
            password, ofAccount: facilitator.id, key: Facilitators.key(of: facilitator.username),
            hash: facilitator.passwordHash, with: hasher, for: request)
    }
}

/// The body of PATCH /api/facilitator/{id}; absent fields do not change.
private struct ProfileForm: FieldReadable {
    let change: ProfileChange
    let currentPassword: String?

    init(from fields: inout FieldReader) {
        change = ProfileChange(
            name: fields.personName()?.text, email: fields.address("email"),
            replyTo: fields.address("reply_to"),
            letters: fields.has("letters") ? fields.choice("letters") : nil,
            text: fields.optionalString("text", length: Facilitator.textLength, multiline: true))
        currentPassword = fields.optionalCurrentPassword()
    }

    func changesAddress(of facilitator: Account) -> Bool {
        guard let email = change.email, let confirmed = facilitator.confirmedEmail else {
            return false
        }
        return email.map { !$0.utf8.elementsEqual(confirmed.utf8) } ?? true
    }
}

/// The body of POST /api/facilitator/{id}/password.
private struct PasswordForm: FieldReadable {
    let currentPassword: String
    let password: NewPassword

    init(from fields: inout FieldReader) {
        currentPassword = fields.currentPassword()
        password = fields.newPassword()
    }
}

extension FieldReader {
    /// An address; nil keeps the stored one, and a null in the content removes it.
    fileprivate mutating func address(_ field: String) -> String?? {
        has(field) ? .some(emailAddress(field)?.text) : nil
    }
}
