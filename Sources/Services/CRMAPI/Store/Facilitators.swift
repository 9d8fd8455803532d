import SQLite
import TextEncoding
import Timekeeping

/// The account of a facilitator.
struct Facilitator: Sendable, Equatable {
    let id: Int64
    let username: String
    let name: String
    let passwordHash: String
    /// Rises with a new password, on logging out and when the account is disabled: older tokens
    /// end.
    let tokenGeneration: Int64
    let isDisabled: Bool
}

/// The table of facilitators' accounts.
struct Facilitators {
    let tx: Transaction

    /// The account of this id, disabled or not.
    func find(_ id: Int64) throws -> Facilitator? {
        try tx.first("SELECT \(fragment: Self.columns) FROM facilitators WHERE id = \(id)") {
            Facilitator(row: $0)
        }
    }

    /// The account that logs in by this name, whatever its letters' case.
    func find(named username: String) throws -> Facilitator? {
        let key = Self.key(of: username)
        return try tx.first(
            "SELECT \(fragment: Self.columns) FROM facilitators WHERE username_key = \(key)"
        ) { Facilitator(row: $0) }
    }

    /// Every account, in the order of their ids.
    func all() throws -> [Facilitator] {
        try tx.all("SELECT \(fragment: Self.columns) FROM facilitators ORDER BY id") {
            Facilitator(row: $0)
        }
    }

    /// Adds an account and answers its id.
    ///
    /// - Parameter id: The id that it shall have; nil takes the next.
    func add(
        username: String, name: String, passwordHash: String, id: Int64? = nil
    ) throws -> Int64 {
        try tx.execute(
            """
            INSERT INTO facilitators (id, username, username_key, name, password_hash, created_at)
            VALUES (\(id), \(username), \(Self.key(of: username)), \(name), \(passwordHash), \(tx.now.unixSeconds))
            """)
        return tx.lastInsertedRowID
    }

    /// Gives an account another password; it may log in again, with that one only.
    func setPassword(
        _ hash: String, of id: Int64
    ) throws {
        try tx.execute(
            """
            UPDATE facilitators SET password_hash = \(hash), disabled_at = NULL,
                token_generation = token_generation + 1 WHERE id = \(id)
            """)
    }

    /// Lets nobody log in to an account, nor go on with a token; what it was told stays.
    func disable(_ id: Int64) throws {
        try tx.execute(
            """
            UPDATE facilitators SET disabled_at = \(tx.now.unixSeconds),
                token_generation = token_generation + 1 WHERE id = \(id)
            """)
    }

    /// Ends every login of an account; one that has ended meanwhile ends no later one.
    func endLogins(of facilitator: Facilitator) throws {
        try tx.execute(
            """
            UPDATE facilitators SET token_generation = token_generation + 1
            WHERE id = \(facilitator.id) AND token_generation = \(facilitator.tokenGeneration)
            """)
    }

    private static let columns: SQL =
        "id, username, name, password_hash, token_generation, disabled_at IS NOT NULL"

    /// What a name is looked up by: its ASCII letters in lower case, and no other letter changed,
    /// since the Kelvin sign's lower case is k.
    static func key(of username: String) -> String { ASCII.lowercased(username) }
}

extension Facilitator {
    fileprivate init(row: borrowing Row) {
        var columns = row.columns
        self.init(
            id: columns.next(), username: columns.next(), name: columns.next(),
            passwordHash: columns.next(), tokenGeneration: columns.next(),
            isDisabled: columns.next())
    }
}

extension Transaction {
    var facilitators: Facilitators { Facilitators(tx: self) }
}
