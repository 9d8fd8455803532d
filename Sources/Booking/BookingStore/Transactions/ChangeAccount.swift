import BookingDomain
import SQLite
import Timekeeping

/// A guest changes their name, e-mail address or password.
package struct ChangeAccount: Deed {
    package static let endsLogins = true

    /// What becomes of the e-mail address.
    package enum Email: Equatable, Sendable {
        case keep
        case remove
        case replace(EmailAddress)
    }

    /// The guest whose account it is.
    package let user: UserID
    /// The generation of the token that asks for it: a password changed meanwhile ends that.
    package let generation: Int64
    /// Nil keeps the name.
    package let name: PersonName?
    /// What becomes of the address that mail is sent to.
    package let email: Email
    /// Nil keeps the password; a new one ends every token given out before.
    package let passwordHash: String?

    /// The deed of `user` changing what is given.
    package init(
        user: UserID, generation: Int64, name: PersonName? = nil, email: Email = .keep,
        passwordHash: String? = nil
    ) {
        self.user = user
        self.generation = generation
        self.name = name
        self.email = email
        self.passwordHash = passwordHash
    }

    /// Writes what is given and answers with the account as it is then.
    ///
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    package func perform(on connection: Connection, at now: Timestamp) throws -> Account {
        try Users.checkLogin(of: user, generation, on: connection)
        if let name {
            try connection.execute("UPDATE users SET name = \(name.text) WHERE id = \(user)")
        }
        switch email {
        case .keep: break
        case .remove:
            try setEmail(nil, on: connection)
            try Mails.giveUp(to: user, on: connection)
        case .replace(let address):
            try setEmail(address, on: connection)
        }
        if let passwordHash {
            try connection.execute(
                """
                UPDATE users SET password_hash = \(passwordHash),
                    token_generation = token_generation + 1
                WHERE id = \(user)
                """)
        }
        guard let account = try Users.account(of: user, on: connection) else {
            throw Refusal.notFound(.user)
        }
        return account
    }

    private func setEmail(_ address: EmailAddress?, on connection: Connection) throws {
        try connection.execute(
            """
            UPDATE users SET email = \(address?.text)
            WHERE id = \(user)
            """)
    }
}
