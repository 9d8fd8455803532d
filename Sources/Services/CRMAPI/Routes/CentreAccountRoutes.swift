import AccountLetters
import BookingDomain
import HTTP
import JSONCoding
import SQLite
import ServiceRuntime

/// The accounts of facilitators and owners, for the owner.
struct CentreAccountRoutes: Sendable {
    let database: Database
    /// The base URL of the web pages.
    let pages: String

    func add(to routes: inout Routes, by owner: Authenticator<OwnerCaller>) {
        routes.get("/api/centre/facilitators", by: owner, list)
        routes.post("/api/centre/facilitators", by: owner, bodyLimit: 8_192, add)
        routes.patch("/api/centre/facilitators/{account_id}", by: owner, bodyLimit: 8_192, change)
        routes.post(
            "/api/centre/facilitators/{account_id}/password-reset", by: owner, bodyLimit: 4_096,
            sendPasswordLink)
    }

    private func list(_ request: Request, _: OwnerCaller) throws -> Response {
        let page = try request.pageRequest()
        let accounts = try database.read { try $0.facilitators.page(page) }
        return Response.json(accounts.map { AccountForOwner(account: $0) })
            .unlessCurrent(for: request, isCompressible: false)
    }

    /// The link to set the first password goes to the address; without one it is in the response.
    private func add(_ request: Request, _: OwnerCaller) async throws -> Response {
        let form = try request.decode(NewAccountForm.self)
        return try await respond(.created) { tx in
            guard try tx.facilitators.find(named: form.username) == nil else {
                throw Problem.usernameTaken
            }
            try tx.checkIsFree(form.email, for: nil)
            let id = try tx.facilitators.add(
                username: form.username, name: form.name, email: form.email,
                passwordHash: Account.noPassword, role: form.role)
            tx.didChange(.profiles)
            return (id, try tx.issuePasswordLink(of: id, isInvitation: true))
        }
    }

    private func change(_ request: Request, _: OwnerCaller) async throws -> Response {
        let form = try request.decode(AccountChangeForm.self)
        let id = try request.identifier("account_id")
        return try await respond { tx in
            let account = try tx.account(id)
            if let email = form.email { try tx.checkIsFree(email, for: id) }
            try tx.change(account, form)
            return (id, nil)
        }
    }

    private func sendPasswordLink(_ request: Request, _: OwnerCaller) async throws -> Response {
        try request.requireNoFields()
        let id = try request.identifier("account_id")
        return try await respond { tx in
            let account = try tx.account(id)
            guard !account.isDisabled else { throw Problem.accountDisabled }
            let isNew = account.passwordHash == Account.noPassword
            return (id, try tx.issuePasswordLink(of: id, isInvitation: isNew))
        }
    }

    /// Responds with the account after the change, and the link to hand over if there is one.
    private func respond(
        _ status: Status = .ok,
        _ change: @escaping @Sendable (Transaction) throws -> (id: Int64, token: String?)
    ) async throws -> Response {
        let (account, token) = try await database.write { tx in
            let (id, token) = try change(tx)
            return (try tx.account(id), token)
        }
        let url = token.map { "\(pages)/facilitator/reset#\($0)" }
        return Response.json(status, AccountForOwner(account: account, passwordURL: url))
            .with(.cacheControl, "no-store")
    }
}

extension Transaction {
    /// - Throws: `Problem` 404.
    fileprivate func account(_ id: Int64) throws -> Account {
        guard let account = try facilitators.find(id) else { throw Problem.notFound }
        return account
    }

    /// - Throws: `Problem` 409 if another account has confirmed the address.
    fileprivate func checkIsFree(_ address: String?, for account: Int64?) throws {
        guard let address, let owner = try facilitators.find(confirming: address) else { return }
        if owner.id != account { throw Problem.emailTaken }
    }

    /// Changes an account; an address that the owner enters counts as confirmed.
    fileprivate func change(_ account: Account, _ form: AccountChangeForm) throws {
        if let name = form.name {
            try facilitators.change(account, ProfileChange(name: name))
        }
        if let email = form.email {
            if let former = account.confirmedEmail, former != email {
                try accountLetters.addAddressChange(of: former, ofAccount: account.id)
            }
            try facilitators.setConfirmedEmail(email, of: account.id)
        }
        if let role = form.role { try facilitators.setRole(role, of: account) }
        switch form.isDisabled {
        case true?:
            try facilitators.checkIsNotLastOwner(try self.account(account.id))
            try facilitators.disable(account.id)
        case false?: try facilitators.enable(account.id)
        case nil: break
        }
        didChange(.profiles)
    }

    /// Sends the link to set a password to the account's address.
    ///
    /// - Returns: The link's token, if there is no address and the owner has to hand it over.
    fileprivate func issuePasswordLink(of id: Int64, isInvitation: Bool) throws -> String? {
        guard let address = try account(id).confirmedEmail else {
            return try accountLinks.issue(
                .reset, of: id, address: "", lifetime: AccountLink.invitationLifetime)
        }
        if isInvitation {
            try accountLetters.addInvitation(to: address, ofAccount: id)
        } else {
            try accountLetters.addReset(to: address, ofAccount: id)
        }
        return nil
    }
}

extension Problem {
    fileprivate static let usernameTaken = Problem(
        .conflict, code: "username_taken", detail: "The username is taken.")
    fileprivate static let accountDisabled = Problem(
        .conflict, code: "account_disabled",
        detail: "The account is disabled. Enable it before you send a link.")
}

/// The body of POST /api/centre/facilitators.
private struct NewAccountForm: FieldReadable {
    let username: String
    let name: String
    let email: String?
    let role: AccountRole

    init(from fields: inout FieldReader) {
        username =
            fields.converted(
                "username", length: 1...64,
                expectation: "must have 1 to 64 visible ASCII characters.",
                Account.username) ?? ""
        name =
            fields.converted(
                "name", length: PersonName.length, expectation: "must be a name on one line.",
                PersonName.init)?.text ?? ""
        email = fields.emailAddress("email")?.text
        role = fields.optionalChoice("role") ?? .facilitator
        fields.allowOnly("username", "name", "email", "role")
    }
}

/// The body of PATCH /api/centre/facilitators/{account_id}; absent fields do not change.
private struct AccountChangeForm: FieldReadable {
    let isDisabled: Bool?
    let name: String?
    /// `.some(nil)` removes the address.
    let email: String??
    let role: AccountRole?

    init(from fields: inout FieldReader) {
        isDisabled = fields.optionalBool("disabled")
        name = fields.personName()?.text
        email = fields.has("email") ? .some(fields.emailAddress("email")?.text) : nil
        role = fields.optionalChoice("role")
        fields.allowOnly("disabled", "name", "email", "role")
    }
}
