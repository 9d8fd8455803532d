import SQLite

/// What an account may do; the raw value is its word on the wire and in tokens.
enum AccountRole: String, CaseIterable, Sendable {
    /// Manages the events of this account.
    case facilitator
    /// Manages the center, with the permissions of every facilitator.
    case owner
}

/// A change would leave the center without an owner who can log in.
struct LastOwner: Error {}

extension Facilitators {
    /// Checks that another enabled owner is left when this account stops being one.
    ///
    /// - Throws: `LastOwner`.
    func checkIsNotLastOwner(_ account: Account) throws {
        guard account.role == .owner, !account.isDisabled else { return }
        let hasOther = try tx.first(
            """
            SELECT 1 FROM facilitators
            WHERE role = 'owner' AND disabled_at IS NULL
            AND password_hash <> \(Account.noPassword) AND id <> \(account.id)
            """
        ) { _ in true }
        if hasOther == nil { throw LastOwner() }
    }

    /// Changes what an account may do, and ends its logins.
    ///
    /// - Throws: `LastOwner`.
    func setRole(_ role: AccountRole, of account: Account) throws {
        guard role != account.role else { return }
        if role == .facilitator { try checkIsNotLastOwner(account) }
        try tx.execute(
            """
            UPDATE facilitators SET role = \(role.rawValue),
                token_generation = token_generation + 1 WHERE id = \(account.id)
            """)
    }

    /// Enables a disabled account, whose password is the one of before.
    func enable(_ id: Int64) throws {
        try tx.execute("UPDATE facilitators SET disabled_at = NULL WHERE id = \(id)")
        tx.didChange(.disabledAccounts)
    }
}
