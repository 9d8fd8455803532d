import AccountLetters
import BookingDomain
import SQLite
import TextEncoding
import Timekeeping

/// A guest with the data that checks a login; never shown.
package struct Account: Equatable, Sendable {
    package let user: User
    /// As `PasswordHash` makes it; no password matches one that begins with `!`.
    package let passwordHash: String
    /// Incremented by a new password and by logging out; tokens of lower generations are invalid.
    package let tokenGeneration: Int64
    /// Whether the next login asks for the confirmation of an address from an earlier version.
    package let getsLinkAtLogin: Bool
}

/// The table of registered guests; erased guests are not found.
package struct Users {
    let tx: Transaction

    /// The guest; nil if there is none or the guest was erased.
    package func find(_ id: UserID) throws -> User? {
        try account(of: id)?.user
    }

    /// Whether letters reach the guest: the address is confirmed, or from before that rule.
    package func getLetters(_ id: UserID) throws -> Bool {
        try tx.first("SELECT letter_address IS NOT NULL FROM users WHERE id = \(id)") {
            $0.bool(0)
        } ?? false
    }

    /// The guest's account, by ID.
    package func account(of id: UserID) throws -> Account? {
        try account(where: "id = \(id)")
    }

    /// The guest's account, by username in any case.
    package func account(named username: Username) throws -> Account? {
        try account(where: "username_key = \(username.key)")
    }

    /// The guest's account, by its confirmed address or else its username, both in any case.
    package func account(withLogin login: String) throws -> Account? {
        if login.utf8.contains(UInt8(ascii: "@")), let owner = try account(confirming: login) {
            return owner
        }
        return try Username(login).flatMap { try account(named: $0) }
    }

    /// The account that has confirmed the address, in any case.
    func account(confirming address: String) throws -> Account? {
        try account(
            where: """
                lower(confirmed_email) = \(ASCII.lowercased(address))
                AND confirmed_email IS NOT NULL
                """)
    }

    private func account(where condition: SQL) throws -> Account? {
        try tx.first(
            """
            SELECT id, username, name, email, confirmed_email, created_at, password_hash,
                token_generation, gets_link_at_login
            FROM users WHERE \(fragment: condition) AND erased_at IS NULL
            """
        ) { row in
            var columns = row.columns
            return Account(
                user: User(
                    id: columns.next(), username: columns.next(), name: columns.next(),
                    email: columns.next(), confirmedEmail: columns.next(),
                    createdAt: columns.next()),
                passwordHash: columns.next(), tokenGeneration: columns.next(),
                getsLinkAtLogin: columns.next())
        }
    }

    /// The generation that a token of this guest must have; nil if there is no such guest.
    package func tokenGeneration(of id: UserID) throws -> Int64? {
        try tx.first(
            "SELECT token_generation FROM users WHERE id = \(id) AND erased_at IS NULL"
        ) { $0.int64(0) }
    }

    /// A page of all guests as a facilitator may see them, in the order of registration.
    ///
    /// The email address is only shown of guests who ever had a confirmed booking with this
    /// facilitator. Bookings that the facilitator made do not count: an address that was typed in
    /// must not tell whose it is.
    /// - Parameters:
    ///   - search: A search for names; nil for all guests.
    ///   - ids: Only these guests; nil for all.
    package func page(
        seenBy facilitator: FacilitatorID, search: SearchText? = nil, ids: [Int64]? = nil,
        _ request: PageRequest
    ) throws -> Page<VisibleGuest> {
        let after = request.after?.id ?? 0
        var guests: SQL = "users u WHERE u.id > \(after)"
        if let search {
            guard let query = search.query else {
                return Page([], of: request) { PageCursor(id: $0.id.rawValue) }
            }
            guests = """
                (SELECT rowid AS id FROM user_search
                    WHERE user_search MATCH \(query) AND rowid > \(after)
                    ORDER BY rowid LIMIT \(SearchText.maximumCandidates)) s
                CROSS JOIN users u WHERE u.id = s.id
                """
        }
        let condition: SQL =
            if let ids {
                " AND u.id IN (SELECT value FROM json_each(\("\(ids)")))"
            } else {
                ""
            }
        let rows = try tx.all(
            """
            SELECT u.id, u.name, u.email, EXISTS (
                SELECT 1 FROM bookings b CROSS JOIN events e ON e.id = b.event_id
                WHERE b.user_id = u.id AND b.source = 'guest' AND b.confirmed_at IS NOT NULL
                AND e.facilitator_id = \(facilitator))
            FROM \(fragment: guests) AND u.erased_at IS NULL\(fragment: condition)
            \(fragment: search == nil ? "ORDER BY u.id" : "") LIMIT \(request.rowsToRead)
            """
        ) { row in
            let hasBooked = row.bool(3)
            return VisibleGuest(
                id: row.id(0), name: row.string(1),
                email: hasBooked ? row.optionalString(2) : nil, hasBooked: hasBooked)
        }
        return Page(rows, of: request) { PageCursor(id: $0.id.rawValue) }
    }

    /// Checks that the guest exists and that tokens of this generation are valid.
    ///
    /// - Throws: `Refusal`: `notFound`, `loginEnded`.
    @discardableResult
    func checkLogin(of id: UserID, _ generation: Int64) throws -> User {
        guard let account = try account(of: id) else { throw Refusal.notFound(.user) }
        guard account.tokenGeneration == generation else { throw Refusal.loginEnded }
        return account.user
    }

    /// Stores a new password and ends all tokens.
    package func setPassword(_ hash: String, of id: UserID) throws {
        try tx.execute("UPDATE users SET password_hash = \(hash) WHERE id = \(id)")
        try tx.accountLinks.void(of: id.rawValue)
        try endLogins(of: id)
    }

    /// Whether the username is free; erased guests have released theirs.
    package func isFree(_ username: Username) throws -> Bool {
        try tx.first("SELECT 1 FROM users WHERE username_key = \(username.key)") { _ in false }
            ?? true
    }

    func endLogins(of id: UserID) throws {
        try tx.execute(
            "UPDATE users SET token_generation = token_generation + 1 WHERE id = \(id)")
        tx.didChange(.tokens)
    }

    /// Overwrites the personal data of a guest and ends all tokens.
    func overwrite(_ id: UserID) throws {
        // A username cannot contain `#`.
        let placeholder = "#\(id)"
        try tx.searchIndex.remove(id)
        try tx.execute(
            """
            UPDATE users SET username = \(placeholder), username_key = \(placeholder),
                name = \(User.erasedName), email = NULL, confirmed_email = NULL,
                inherited_email = NULL, gets_link_at_login = 0, password_hash = '!',
                erased_at = \(tx.now)
            WHERE id = \(id)
            """)
        try tx.searchIndex.insert(id)
        try tx.searchIndex.purgeRemovedNames()
        try endLogins(of: id)
    }
}

/// A guest as a facilitator may see them.
package struct VisibleGuest: Equatable, Sendable {
    /// CRMAPI's bookings contain it too.
    package let id: UserID
    package let name: String
    /// Nil if the guest has none or the facilitator may not see it.
    package let email: String?
    /// Whether the guest ever had a confirmed booking with the facilitator.
    package let hasBooked: Bool
}
