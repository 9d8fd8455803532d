import BookingDomain
import SQLite
import Timekeeping

/// The table of registered guests; an erased one is found by nobody.
package enum Users {
    /// The guest, or nil if there is none or no longer.
    package static func find(_ id: UserID, on connection: Connection) throws -> User? {
        try account(of: id, on: connection)?.user
    }

    /// The guest with their login, by id.
    package static func account(of id: UserID, on connection: Connection) throws -> Account? {
        try connection.first(
            """
            SELECT \(fragment: columns) FROM users WHERE id = \(id) AND erased_at IS NULL
            """
        ) { row in Account(row: row) }
    }

    /// The guest with their login, by the name they log in with.
    package static func account(
        named username: Username, on connection: Connection
    ) throws -> Account? {
        try connection.first(
            """
            SELECT \(fragment: columns) FROM users
            WHERE username_key = \(username.key) AND erased_at IS NULL
            """
        ) { row in Account(row: row) }
    }

    /// The generation that a token of this guest must have, or nil if there is no such guest.
    package static func tokenGeneration(
        of id: UserID, on connection: Connection
    ) throws -> Int64? {
        try connection.first(
            "SELECT token_generation FROM users WHERE id = \(id) AND erased_at IS NULL"
        ) { $0.int64(0) }
    }

    /// A page of all guests as a facilitator may see them, in the order they registered.
    ///
    /// Everybody's name; the e-mail address only of those who ever had a confirmed booking with
    /// this facilitator. Erased guests are left out.
    package static func page(
        seenBy facilitator: FacilitatorID, _ request: PageRequest, on connection: Connection
    ) throws -> Page<VisibleGuest> {
        let rows = try connection.all(
            """
            SELECT u.id, u.name, CASE WHEN EXISTS (
                SELECT 1 FROM bookings b CROSS JOIN events e ON e.id = b.event_id
                WHERE b.user_id = u.id AND b.confirmed_at IS NOT NULL
                AND e.facilitator_id = \(facilitator)) THEN u.email END
            FROM users u WHERE u.erased_at IS NULL AND u.id > \(request.after?.id ?? 0)
            ORDER BY u.id LIMIT \(request.rowsToRead)
            """
        ) { row in
            VisibleGuest(id: row.id(0), name: row.string(1), email: row.optionalString(2))
        }
        return Page(rows, of: request) { PageCursor(id: $0.id.rawValue) }
    }

    /// Checks that the guest is still there and a login of that generation has not ended.
    ///
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    @discardableResult
    static func checkLogin(
        of id: UserID, _ generation: Int64, on connection: Connection
    ) throws -> User {
        guard let account = try account(of: id, on: connection) else {
            throw Refusal.notFound(.user)
        }
        guard account.tokenGeneration == generation else { throw Refusal.loginEnded }
        return account.user
    }

    /// Whether nobody has the username; an erased guest has given theirs up.
    package static func isFree(_ username: Username, on connection: Connection) throws -> Bool {
        try connection.first("SELECT 1 FROM users WHERE username_key = \(username.key)") { _ in
            false
        } ?? true
    }

    /// Checks that nobody has the username.
    ///
    /// - Throws: `Refusal.usernameTaken`.
    static func checkFree(_ username: Username, on connection: Connection) throws {
        guard try isFree(username, on: connection) else { throw Refusal.usernameTaken }
    }

    private static let columns: SQL =
        "id, username, name, email, created_at, password_hash, token_generation"
}

/// A guest as a facilitator may see them.
package struct VisibleGuest: Equatable, Sendable {
    /// By which bookings at CRMAPI name them too.
    package let id: UserID
    /// What they are called now.
    package let name: String
    /// Nil where the guest has none, and where the facilitator may not see it.
    package let email: String?
}

extension Account {
    fileprivate init(row: borrowing Row) {
        self.init(
            user: User(
                id: row.id(0), username: row.string(1), name: row.string(2),
                email: row.optionalString(3), createdAt: row.timestamp(4)),
            passwordHash: row.string(5), tokenGeneration: row.int64(6))
    }
}
