import AccountLetters
import BookingDomain
import SQLite
import TextEncoding

extension Transaction {
    /// Changes a guest's address; the confirmed one gets the letters until the new one is confirmed.
    func replaceEmail(of guest: User, with address: String) throws {
        if let email = guest.email, Self.areSame(email, address) { return }
        try accountLinks.void(of: guest.id.rawValue)
        try accountLetters.cancelConfirmations(ofAccount: guest.id.rawValue)
        if let confirmed = guest.confirmedEmail, Self.areSame(confirmed, address) {
            // The change of an earlier request is taken back.
            return try setEmail(confirmed, of: guest.id)
        }
        try setEmail(address, of: guest.id)
        _ = try accountLetters.addConfirmation(of: address, ofAccount: guest.id.rawValue)
        if let confirmed = guest.confirmedEmail {
            try accountLetters.addAddressChange(of: confirmed, ofAccount: guest.id.rawValue)
        }
    }

    /// Removes a guest's addresses; a confirmed one gets a last letter that says so.
    func removeEmail(of guest: User) throws {
        try accountLinks.void(of: guest.id.rawValue)
        try accountLetters.cancelConfirmations(ofAccount: guest.id.rawValue)
        try setEmail(nil, of: guest.id)
        try execute("UPDATE users SET confirmed_email = NULL WHERE id = \(guest.id)")
        try mails.cancelAll(to: guest.id)
        if let confirmed = guest.confirmedEmail {
            try accountLetters.addAddressChange(of: confirmed, ofAccount: guest.id.rawValue)
        }
    }

    private func setEmail(_ address: String?, of guest: UserID) throws {
        try execute(
            """
            UPDATE users SET email = \(address), inherited_email = NULL, gets_link_at_login = 0
            WHERE id = \(guest)
            """)
    }

    /// Sends the letter that asks for confirmation again, unless the address is confirmed.
    ///
    /// - Throws: `Refusal`: `notFound`, `tooManyLetters`.
    package func requestConfirmation(by guest: UserID) throws {
        guard let user = try users.find(guest) else { throw Refusal.notFound(.user) }
        guard let address = user.email, !user.isEmailConfirmed else { return }
        try execute("UPDATE users SET gets_link_at_login = 0 WHERE id = \(guest)")
        if let wait = try accountLetters.addConfirmation(of: address, ofAccount: guest.rawValue) {
            throw Refusal.tooManyLetters(retryAfterSeconds: wait)
        }
    }

    /// Confirms the address that the guest entered last.
    package func confirmEmail(_ address: String, of guest: UserID) throws -> AddressConfirmation {
        guard let user = try users.find(guest), let email = user.email,
            email.utf8.elementsEqual(address.utf8)
        else { return .notCurrent }
        if let owner = try users.account(confirming: address), owner.user.id != guest {
            return .taken
        }
        try execute(
            """
            UPDATE users SET confirmed_email = email, inherited_email = NULL,
                gets_link_at_login = 0
            WHERE id = \(guest)
            """)
        try accountLinks.void(of: guest.rawValue)
        return .confirmed
    }

    private static func areSame(_ one: String, _ other: String) -> Bool {
        ASCII.lowercased(one).utf8.elementsEqual(ASCII.lowercased(other).utf8)
    }
}
