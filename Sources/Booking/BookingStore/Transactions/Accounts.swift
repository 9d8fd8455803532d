import AccountLetters
import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Registers a guest.
    ///
    /// - Parameters:
    ///   - name: Nil uses the username as the name, unless that may be an email address.
    ///   - passwordHash: Made by `PasswordHash` before the transaction, as that takes long.
    /// - Throws: `Refusal.usernameTaken`.
    package func register(
        _ username: Username, name: PersonName? = nil, email: EmailAddress? = nil,
        passwordHash: String
    ) throws -> User {
        guard try users.isFree(username) else { throw Refusal.usernameTaken }
        let id = UserID(try nextID(.users))
        let shownName =
            name?.text ?? (username.mayBeAddress ? "Guest \(id)" : username.text)
        try execute(
            """
            INSERT INTO users (id, username, username_key, name, email, password_hash, created_at)
            VALUES (\(id), \(username.text), \(username.key), \(shownName), \(email?.text),
                \(passwordHash), \(now))
            """)
        try searchIndex.insert(id)
        // Beyond the address's limit, the guest can request the letter later.
        if let email {
            _ = try accountLetters.addConfirmation(of: email.text, ofAccount: id.rawValue)
        }
        return User(
            id: id, username: username.text, name: shownName, email: email?.text,
            confirmedEmail: nil, createdAt: now)
    }

    /// Changes a guest's name, email address or password; a new password ends all their tokens.
    ///
    /// - Parameters:
    ///   - generation: The generation of the token that requests the change.
    ///   - name: Nil keeps the name; likewise the password.
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    package func changeAccount(
        of user: UserID, generation: Int64, name: PersonName? = nil, email: EmailChange = .keep,
        passwordHash: String? = nil
    ) throws -> Account {
        let guest = try users.checkLogin(of: user, generation)
        if let name {
            try searchIndex.remove(user)
            try execute("UPDATE users SET name = \(name.text) WHERE id = \(user)")
            try searchIndex.insert(user)
        }
        switch email {
        case .keep: break
        case .remove: try setEmail(nil, of: guest)
        case .replace(let address): try setEmail(address.text, of: guest)
        }
        if let passwordHash { try users.setPassword(passwordHash, of: user) }
        guard let account = try users.account(of: user) else { throw Refusal.notFound(.user) }
        return account
    }

    /// Ends every token that a guest was given.
    ///
    /// - Parameter generation: The generation of the token that requests it.
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    package func logOut(_ user: UserID, generation: Int64) throws {
        try users.checkLogin(of: user, generation)
        try users.endLogins(of: user)
    }
}

/// A change of a guest's email address.
package enum EmailChange: Equatable, Sendable {
    case keep
    case remove
    case replace(EmailAddress)
}
