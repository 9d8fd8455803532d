import AccountLetters
import BookingDomain
import SQLite

/// Changes of a facilitator's account; nil keeps a value.
struct ProfileChange: Sendable {
    var name: String?
    var email: String??
    var replyTo: String??
    var letters: LetterChoice?
    var text: String?
}

extension Facilitators {
    /// Changes an account's name, addresses, letters and text.
    func change(_ facilitator: Account, _ change: ProfileChange) throws {
        try tx.execute(
            """
            UPDATE facilitators SET name = \(change.name ?? facilitator.name),
                reply_to = \(change.replyTo ?? facilitator.replyTo),
                letters = \((change.letters ?? facilitator.letters).rawValue),
                text = \(change.text ?? facilitator.text), revision = revision + 1
            WHERE id = \(facilitator.id)
            """)
        if let email = change.email { try setEmail(email, of: facilitator) }
        tx.didChange(.profiles)
    }

    private func setEmail(_ address: String?, of facilitator: Account) throws {
        let current = AccountAddresses(
            entered: facilitator.email, confirmed: facilitator.confirmedEmail)
        guard
            let next = try tx.enterAddress(address, ofAccount: facilitator.id, with: current)
        else { return }
        try tx.execute(
            """
            UPDATE facilitators SET email = \(next.entered), confirmed_email = \(next.confirmed)
            WHERE id = \(facilitator.id)
            """)
    }

    /// Stores an address that the operator or the owner vouches for; nil removes it.
    func setConfirmedEmail(_ address: String?, of id: Int64) throws {
        try tx.execute(
            """
            UPDATE facilitators SET email = \(address), confirmed_email = \(address),
                revision = revision + 1
            WHERE id = \(id)
            """)
        try tx.accountLinks.void(of: id)
        tx.didChange(.profiles)
    }

    /// The accounts whose name or contact MainAPI does not have yet, with their revisions.
    func unreported() throws -> [(account: Account, revision: Int64)] {
        try tx.all(
            """
            SELECT \(fragment: Self.columns), revision FROM facilitators
            WHERE reported_revision < revision ORDER BY id
            """
        ) { row in
            var columns = row.columns
            return (Account(&columns), columns.next())
        }
    }

    /// Stores that MainAPI has a revision of the account.
    func recordReport(of id: Int64, revision: Int64) throws {
        try tx.execute(
            "UPDATE facilitators SET reported_revision = \(revision) WHERE id = \(id)")
    }
}

extension Changes {
    /// Facilitators' names and contacts, which MainAPI gets.
    static let profiles = Changes(rawValue: 1)
    /// Accounts that are disabled or enabled.
    static let disabledAccounts = Changes(rawValue: 2)
}
