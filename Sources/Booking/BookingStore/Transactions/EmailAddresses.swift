import AccountLetters
import BookingDomain
import SQLite

extension Transaction {
    /// Changes a guest's address; nil removes it. Without an address for letters, those about
    /// bookings and waits that are not sent yet are cancelled.
    func setEmail(_ address: String?, of guest: User) throws {
        let current = AccountAddresses(entered: guest.email, confirmed: guest.confirmedEmail)
        guard
            let next = try enterAddress(address, ofAccount: guest.id.rawValue, with: current)
        else { return }
        try execute(
            """
            UPDATE users SET email = \(next.entered), confirmed_email = \(next.confirmed),
                inherited_email = NULL, gets_link_at_login = 0
            WHERE id = \(guest.id)
            """)
        if next.confirmed == nil {
            try mails.cancelAll(to: guest.id)
            try waitlistLetters.cancelAll(to: guest.id)
        }
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
        try adoptBookings(for: email, by: guest)
        return .confirmed
    }
}
