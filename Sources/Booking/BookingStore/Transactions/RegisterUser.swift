import BookingDomain
import SQLite
import Timekeeping

/// Somebody registers as a guest.
package struct RegisterUser: Deed {
    /// What the guest is to log in with.
    package let username: Username
    /// Nil takes the username as the name, unless that may be an e-mail address.
    package let name: PersonName?
    /// Where mail is to go; nil sends none.
    package let email: EmailAddress?
    /// Made by `PasswordHash` beforehand, as that takes long.
    package let passwordHash: String

    /// The deed of somebody registering under `username`.
    package init(
        username: Username, name: PersonName?, email: EmailAddress?, passwordHash: String
    ) {
        self.username = username
        self.name = name
        self.email = email
        self.passwordHash = passwordHash
    }

    /// Adds the guest.
    ///
    /// - Throws: `Refusal.usernameTaken`.
    package func perform(on connection: Connection, at now: Timestamp) throws -> User {
        try Users.checkFree(username, on: connection)
        try connection.execute(
            """
            INSERT INTO users
                (id, username, username_key, name, email, password_hash, created_at)
            VALUES (\(fragment: IDSequence.ofUser), \(username.text), \(username.key),
                \(name?.text ?? username.text), \(email?.text), \(passwordHash), \(now))
            """)
        let id = UserID(connection.lastInsertedRowID)
        if name == nil, username.mayBeAddress {
            try connection.execute("UPDATE users SET name = 'Guest ' || id WHERE id = \(id)")
        }
        guard let user = try Users.find(id, on: connection) else { throw Refusal.notFound(.user) }
        return user
    }
}
