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
enum Facilitators {
    /// The account of this id, disabled or not.
    static func find(_ id: Int64, on connection: Connection) throws -> Facilitator? {
        try connection.first("SELECT \(fragment: columns) FROM facilitators WHERE id = \(id)") {
            Facilitator(row: $0)
        }
    }

    /// The account that logs in by this name, whatever its letters' case.
    static func find(named username: String, on connection: Connection) throws -> Facilitator? {
        let key = Self.key(of: username)
        return try connection.first(
            "SELECT \(fragment: columns) FROM facilitators WHERE username_key = \(key)"
        ) { Facilitator(row: $0) }
    }

    /// Every account, in the order of their ids.
    static func all(on connection: Connection) throws -> [Facilitator] {
        try connection.all("SELECT \(fragment: columns) FROM facilitators ORDER BY id") {
            Facilitator(row: $0)
        }
    }

    /// Adds an account and answers its id.
    ///
    /// - Parameter id: The id that it shall have; nil takes the next.
    static func add(
        username: String, name: String, passwordHash: String, id: Int64? = nil,
        at now: Timestamp, on connection: Connection
    ) throws -> Int64 {
        try connection.execute(
            """
            INSERT INTO facilitators (id, username, username_key, name, password_hash, created_at)
            VALUES (\(id), \(username), \(key(of: username)), \(name), \(passwordHash), \(now.unixSeconds))
            """)
        return connection.lastInsertedRowID
    }

    /// Gives an account another password; it may log in again, with that one only.
    static func setPassword(
        _ hash: String, of id: Int64, on connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE facilitators SET password_hash = \(hash), disabled_at = NULL,
                token_generation = token_generation + 1 WHERE id = \(id)
            """)
    }

    /// Lets nobody log in to an account, nor go on with a token; what it was told stays.
    static func disable(_ id: Int64, at now: Timestamp, on connection: Connection) throws {
        try connection.execute(
            """
            UPDATE facilitators SET disabled_at = \(now.unixSeconds),
                token_generation = token_generation + 1 WHERE id = \(id)
            """)
    }

    /// Ends every login of an account; one that has ended meanwhile ends no later one.
    static func endLogins(of facilitator: Facilitator, on connection: Connection) throws {
        try connection.execute(
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
        self.init(
            id: row.int64(0), username: row.string(1), name: row.string(2),
            passwordHash: row.string(3), tokenGeneration: row.int64(4), isDisabled: row.bool(5))
    }
}
