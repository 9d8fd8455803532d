import AccountLetters
import BookingDomain
import SQLite
import ServiceRuntime
import TextEncoding
import Timekeeping

/// The account of a facilitator.
struct Account: Sendable, Equatable {
    let id: Int64
    let username: String
    let name: String
    let passwordHash: String
    /// Incremented by a new password, a logout and disabling; invalidates older tokens.
    let tokenGeneration: Int64
    let isDisabled: Bool
    /// The address that was entered last.
    let email: String?
    /// The confirmed address, which gets the letters; nil if there is none.
    let confirmedEmail: String?
    /// The address for guests' answers; nil for the confirmed one.
    let replyTo: String?
    let letters: LetterChoice
    /// The text about the facilitator, for guests.
    let text: String
    let role: AccountRole

    /// The hash of an account whose first password has yet to be set.
    static let noPassword = "!"

    /// The text, if it can be a username: 1 to 64 visible ASCII characters.
    static func username(_ text: String) -> String? {
        let isUsername =
            (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return isUsername ? text : nil
    }

    /// Whether the address that was entered last is confirmed.
    var isEmailConfirmed: Bool {
        confirmedEmail.map { $0.utf8.elementsEqual((email ?? "").utf8) } ?? false
    }

    var contact: FacilitatorContact {
        FacilitatorContact(email: confirmedEmail, replyTo: replyTo, letters: letters)
    }
}

/// The table of facilitators' accounts.
struct Facilitators {
    let tx: Transaction

    /// Finds an account, also a disabled one.
    func find(_ id: Int64) throws -> Account? {
        try tx.first("SELECT \(fragment: Self.columns) FROM facilitators WHERE id = \(id)") {
            Account(row: $0)
        }
    }

    /// Finds an account by its username, ignoring the case of ASCII letters.
    func find(named username: String) throws -> Account? {
        let key = Self.key(of: username)
        return try tx.first(
            "SELECT \(fragment: Self.columns) FROM facilitators WHERE username_key = \(key)"
        ) { Account(row: $0) }
    }

    /// Finds an account by its confirmed address or else its username, both in any case.
    func find(withLogin login: String) throws -> Account? {
        if login.utf8.contains(UInt8(ascii: "@")), let owner = try find(confirming: login) {
            return owner
        }
        return try find(named: login)
    }

    /// Finds the account that has confirmed the address, in any case.
    func find(confirming address: String) throws -> Account? {
        try tx.first(
            """
            SELECT \(fragment: Self.columns) FROM facilitators
            WHERE lower(confirmed_email) = \(ASCII.lowercased(address))
            AND confirmed_email IS NOT NULL
            """
        ) { Account(row: $0) }
    }

    /// All accounts, ordered by id.
    func all() throws -> [Account] {
        try tx.all("SELECT \(fragment: Self.columns) FROM facilitators ORDER BY id") {
            Account(row: $0)
        }
    }

    /// A page of the accounts, ordered by id.
    func page(_ request: PageRequest) throws -> Page<Account> {
        let rows = try tx.all(
            """
            SELECT \(fragment: Self.columns) FROM facilitators
            WHERE id > \(request.after?.id ?? 0) ORDER BY id LIMIT \(request.rowsToRead)
            """
        ) { Account(row: $0) }
        return Page(rows, of: request) { PageCursor(id: $0.id) }
    }

    /// The disabled accounts, ordered by id.
    func disabled() throws -> [AccountFile.Account] {
        try tx.all(
            "SELECT id, created_at FROM facilitators WHERE disabled_at IS NOT NULL ORDER BY id"
        ) { AccountFile.Account(id: $0.int64(0), createdAt: Timestamp(clamping: $0.int64(1))) }
    }

    /// The time at which an account was added.
    func createdAt(_ id: Int64) throws -> Timestamp? {
        try tx.first("SELECT created_at FROM facilitators WHERE id = \(id)") {
            Timestamp(clamping: $0.int64(0))
        }
    }

    /// Adds an account and returns its id.
    ///
    /// - Parameters:
    ///   - email: An address that the operator vouches for; it counts as confirmed.
    ///   - passwordHash: That of an account without a password matches none: see `Account.noPassword`.
    ///   - id: Nil for the next free id.
    func add(
        username: String, name: String, email: String? = nil, passwordHash: String,
        role: AccountRole = .facilitator, id: Int64? = nil
    ) throws -> Int64 {
        try tx.execute(
            """
            INSERT INTO facilitators (id, username, username_key, name, email, confirmed_email,
                password_hash, role, created_at, revision)
            VALUES (\(id), \(username), \(Self.key(of: username)), \(name), \(email), \(email),
                \(passwordHash), \(role.rawValue), \(tx.now.unixSeconds), 1)
            """)
        return tx.lastInsertedRowID
    }

    /// Sets a password, enables the account and ends its logins.
    func setPassword(_ hash: String, of id: Int64) throws {
        try tx.execute(
            """
            UPDATE facilitators SET password_hash = \(hash), disabled_at = NULL,
                token_generation = token_generation + 1 WHERE id = \(id)
            """)
        try tx.accountLinks.void(of: id)
        tx.didChange(.disabledAccounts)
    }

    /// Disables an account and ends its logins; its bookings remain.
    ///
    /// A restoration may disable the last owner, so the callers check that.
    func disable(_ id: Int64) throws {
        try tx.execute(
            """
            UPDATE facilitators SET disabled_at = \(tx.now.unixSeconds),
                token_generation = token_generation + 1 WHERE id = \(id)
            """)
        try tx.accountLinks.void(of: id)
        tx.didChange(.disabledAccounts)
    }

    /// Ends the logins of the account's generation; later ones remain.
    func endLogins(of facilitator: Account) throws {
        try tx.execute(
            """
            UPDATE facilitators SET token_generation = token_generation + 1
            WHERE id = \(facilitator.id) AND token_generation = \(facilitator.tokenGeneration)
            """)
    }

    /// The columns of an account, for its initializer.
    static let columns: SQL =
        """
        id, username, name, password_hash, token_generation, disabled_at IS NOT NULL, email,
            confirmed_email, reply_to, letters, text, role
        """

    /// The key for lookups by username: only ASCII letters are in lower case, because the lower case
    /// of the Kelvin sign is k.
    static func key(of username: String) -> String { ASCII.lowercased(username) }
}

extension Account {
    fileprivate init(row: borrowing Row) {
        var columns = row.columns
        self.init(&columns)
    }

    init(_ columns: inout Columns) {
        self.init(
            id: columns.next(), username: columns.next(), name: columns.next(),
            passwordHash: columns.next(), tokenGeneration: columns.next(),
            isDisabled: columns.next(), email: columns.next(), confirmedEmail: columns.next(),
            replyTo: columns.next(), letters: LetterChoice(rawValue: columns.next()) ?? .each,
            text: columns.next(), role: AccountRole(rawValue: columns.next()) ?? .facilitator)
    }
}

extension Transaction {
    var facilitators: Facilitators { Facilitators(tx: self) }
}
