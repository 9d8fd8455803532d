import AccountLetters
import BookingDomain
import SQLite
import ServiceContract
import TextEncoding

/// Changes of a facilitator's account; nil keeps a value.
struct ProfileChange: Sendable {
    let name: String?
    let email: String??
    let replyTo: String??
    let letters: LetterChoice?
    let text: String?
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

    /// Changes the address; the confirmed one gets the letters until the new one is confirmed.
    private func setEmail(_ address: String?, of facilitator: Account) throws {
        let (id, confirmed) = (facilitator.id, facilitator.confirmedEmail)
        if Self.areSame(address, facilitator.email) { return }
        try tx.accountLinks.void(of: id)
        try tx.accountLetters.cancelConfirmations(ofAccount: id)
        let isTakenBack = Self.areSame(address, confirmed)
        try tx.execute(
            """
            UPDATE facilitators SET email = \(isTakenBack ? confirmed : address),
                confirmed_email = \(address == nil ? nil : confirmed)
            WHERE id = \(id)
            """)
        if isTakenBack { return }
        if let address { _ = try tx.accountLetters.addConfirmation(of: address, ofAccount: id) }
        if let confirmed {
            try tx.accountLetters.addAddressChange(of: confirmed, ofAccount: id)
        }
    }

    /// Stores an address that the operator vouches for.
    func setConfirmedEmail(_ address: String, of id: Int64) throws {
        try tx.execute(
            """
            UPDATE facilitators SET email = \(address), confirmed_email = \(address),
                revision = revision + 1
            WHERE id = \(id)
            """)
        try tx.accountLinks.void(of: id)
        try tx.accountLetters.cancelConfirmations(ofAccount: id)
        tx.didChange(.profiles)
    }

    /// The accounts whose name or contact MainAPI does not have yet, with their revisions.
    func unreported() throws -> [(account: Account, revision: Int64)] {
        try all().compactMap { account in
            let revision = try tx.first(
                """
                SELECT revision FROM facilitators
                WHERE id = \(account.id) AND reported_revision < revision
                """
            ) { $0.int64(0) }
            return revision.map { (account, $0) }
        }
    }

    /// Stores that MainAPI has a revision of the account.
    func recordReport(of id: Int64, revision: Int64) throws {
        try tx.execute(
            "UPDATE facilitators SET reported_revision = \(revision) WHERE id = \(id)")
    }

    private static func areSame(_ one: String?, _ other: String?) -> Bool {
        switch (one, other) {
        case (nil, nil): true
        case (let one?, let other?):
            ASCII.lowercased(one).utf8.elementsEqual(ASCII.lowercased(other).utf8)
        default: false
        }
    }
}

extension Changes {
    /// Facilitators' names and contacts, which MainAPI gets.
    static let profiles = Changes(rawValue: 1)
}
