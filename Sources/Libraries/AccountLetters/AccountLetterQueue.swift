import Credentials
import SQLite
import TextEncoding
import Timekeeping

/// The table `account_letters`, in both services' databases: letters about accounts, sent or not.
///
/// The row of a letter that is sent, given up or cancelled remains for four days, because it counts
/// towards the limits.
package struct AccountLetterQueue {
    /// The letters that were not sent.
    package struct State: Equatable, Sendable {
        /// The number of letters that are due, now or later.
        package let waiting: Int
        /// The time at which the oldest of these was added.
        package let oldest: Timestamp?
        /// The number of letters that were given up, within their four days.
        package let givenUp: Int
    }

    let tx: Transaction

    private static let day = Duration.seconds(86_400)
    /// The limit on letters a day that ask an address for confirmation.
    private static let confirmationsPerDay = 3
    /// The limit on letters a day with which one account asks any addresses for confirmation.
    private static let confirmationsOfAccountPerDay = 10
    /// The limit on letters a day with a link to set an account's password.
    private static let resetsPerDay = 10

    /// Adds a letter that asks an address for confirmation.
    ///
    /// - Returns: Nil, or the seconds until the address and the account may get another such letter.
    package func addConfirmation(of address: String, ofAccount account: Int64) throws -> Int64? {
        let wait = try max(
            waitSeconds(
                .confirmAddress, "recipient = \(Self.key(of: address))",
                limit: Self.confirmationsPerDay),
            waitSeconds(
                .confirmAddress, "account_id = \(account)",
                limit: Self.confirmationsOfAccountPerDay))
        if wait == 0 { try add(.confirmAddress, to: .address(address, ofAccount: account)) }
        return wait == 0 ? nil : wait
    }

    /// Adds the request for a password reset; the letter's address is found later.
    ///
    /// So the cost of a request does not depend on the account.
    package func addReset(login: String) throws {
        try add(.resetPassword, to: .login(login))
    }

    /// Adds a letter with a link to set a password, which the owner has requested.
    package func addReset(to address: String, ofAccount account: Int64) throws {
        try add(.resetPassword, to: .address(address, ofAccount: account))
    }

    /// Adds the letter to the person for whom an account was added.
    package func addInvitation(to address: String, ofAccount account: Int64) throws {
        try add(.invitation, to: .address(address, ofAccount: account))
    }

    /// Adds a letter to a confirmed address that is going to be replaced or was removed.
    package func addAddressChange(of address: String, ofAccount account: Int64) throws {
        try add(.addressChanged, to: .address(address, ofAccount: account))
    }

    private func add(_ kind: AccountLetter.Kind, to recipient: AccountLetter.Recipient) throws {
        var (account, address, login): (Int64?, String?, String?)
        switch recipient {
        case .address(let text, let id): (account, address) = (id, text)
        case .login(let text): login = text
        }
        try tx.execute(
            """
            INSERT INTO account_letters
                (kind, account_id, address, login, recipient, identity, created_at, next_attempt_at)
            VALUES (\(kind.rawValue), \(account), \(address), \(login),
                \(address.map(Self.key(of:))), \(randomToken(bytes: 15)), \(tx.now), \(tx.now))
            """)
        tx.didChange(.accountLetters)
    }

    /// The letters that are due, oldest first.
    package func due(limit: Int) throws -> [AccountLetter] {
        try tx.all(
            """
            SELECT id, kind, account_id, address, login, identity, attempts, created_at
            FROM account_letters INDEXED BY account_letters_due
            WHERE next_attempt_at <= \(tx.now) AND ifnull(address, login) IS NOT NULL
            ORDER BY next_attempt_at, id LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            let (id, kind): (Int64, String) = (columns.next(), columns.next())
            let (account, address): (Int64?, String?) = (columns.next(), columns.next())
            let login: String? = columns.next()
            return AccountLetter(
                id: id, kind: AccountLetter.Kind(rawValue: kind) ?? .addressChanged,
                recipient: address.map { .address($0, ofAccount: account ?? 0) }
                    ?? .login(login ?? ""),
                identity: columns.next(), attempts: columns.next(), createdAt: columns.next())
        }
    }

    /// Stores that the letter is about to be sent, and the time of the next attempt.
    ///
    /// - Returns: False if the letter was withdrawn or replaced meanwhile.
    package func claim(_ letter: AccountLetter) throws -> Bool {
        try tx.execute(
            """
            UPDATE account_letters SET attempts = attempts + 1,
                next_attempt_at = \(letter.nextAttempt(after: tx.now))
            WHERE id = \(letter.id) AND sent_at IS NULL AND next_attempt_at IS NOT NULL
            AND ifnull(address, login) IS NOT NULL
            """) == 1
    }

    /// Makes a claimed letter due again, because the service stops before it is sent.
    ///
    /// The attempts of a letter that was cancelled after the claim are 0.
    package func release(_ letter: AccountLetter) throws {
        try tx.execute(
            """
            UPDATE account_letters SET attempts = \(letter.attempts), next_attempt_at = \(tx.now)
            WHERE id = \(letter.id) AND attempts = \(letter.attempts + 1) AND sent_at IS NULL
            AND address IS NOT NULL
            """)
    }

    /// Stores the address of a requested reset, and forgets the text that was entered.
    ///
    /// - Returns: False if the account has had its letters of this day.
    package func resolve(
        _ letter: AccountLetter, to address: String, ofAccount account: Int64
    ) throws -> Bool {
        let wait = try waitSeconds(
            .resetPassword, "account_id = \(account)", limit: Self.resetsPerDay)
        guard wait == 0 else { return false }
        try tx.execute(
            """
            UPDATE account_letters SET login = NULL, address = \(address), account_id = \(account),
                recipient = \(Self.key(of: address))
            WHERE id = \(letter.id)
            """)
        return true
    }

    /// Stores that the letter was sent; a letter that was withdrawn meanwhile remains due for it.
    package func markSent(_ letter: AccountLetter) throws {
        try tx.execute(
            """
            UPDATE account_letters SET sent_at = \(tx.now), next_attempt_at = NULL
            WHERE id = \(letter.id) AND address IS NOT NULL
            """)
    }

    /// Deletes a letter that has no recipient.
    package func delete(_ letter: AccountLetter) throws {
        try tx.execute("DELETE FROM account_letters WHERE id = \(letter.id)")
    }
}

extension AccountLetterQueue {
    /// Cancels an account's unsent letters with a link. Without attempts, they do not count as given
    /// up.
    func cancelLinks(ofAccount account: Int64) throws {
        try tx.execute(
            """
            UPDATE account_letters SET next_attempt_at = NULL, attempts = 0
            WHERE account_id = \(account) AND kind <> \(AccountLetter.Kind.addressChanged.rawValue)
            AND sent_at IS NULL
            """)
    }

    /// Cancels all unsent letters, because a restored database is older than the accounts.
    package func cancelAll() throws {
        try tx.execute(
            """
            UPDATE account_letters SET next_attempt_at = NULL, attempts = 0
            WHERE sent_at IS NULL AND address IS NOT NULL
            """)
        try tx.execute("DELETE FROM account_letters WHERE login IS NOT NULL")
    }

    /// Forgets the addresses of an erased account's letters, which become due to be withdrawn.
    package func withdraw(ofAccount account: Int64) throws {
        try tx.execute(
            """
            UPDATE account_letters SET address = NULL, login = NULL, next_attempt_at = \(tx.now)
            WHERE account_id = \(account)
            """)
        tx.didChange(.accountLetters)
    }

    /// The IDs of letters whose files are due to be removed.
    package func toWithdraw(limit: Int) throws -> [Int64] {
        try tx.all(
            """
            SELECT id FROM account_letters INDEXED BY account_letters_due
            WHERE next_attempt_at <= \(tx.now) AND ifnull(address, login) IS NULL LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }

    /// Stores that the letter's file was removed.
    package func recordWithdrawal(of letter: Int64) throws {
        try tx.execute("UPDATE account_letters SET next_attempt_at = NULL WHERE id = \(letter)")
    }

    /// Deletes letters that are sent or given up and no longer count; returns their number.
    package func purge(limit: Int) throws -> Int {
        try tx.execute(
            """
            DELETE FROM account_letters WHERE id IN (SELECT id FROM account_letters
                WHERE next_attempt_at IS NULL AND created_at <= \(tx.now.adding(Self.day * -4))
                ORDER BY id LIMIT \(limit))
            """)
    }

    /// The unsent letters, and the number of those that were given up, within their four days.
    package func state() throws -> State {
        try tx.first(
            """
            SELECT count(next_attempt_at),
                min(created_at) FILTER (WHERE next_attempt_at IS NOT NULL),
                count(*) FILTER (WHERE next_attempt_at IS NULL AND sent_at IS NULL AND attempts > 0)
            FROM account_letters WHERE address IS NOT NULL OR login IS NOT NULL
            """
        ) { row in
            var columns = row.columns
            return State(
                waiting: columns.next(), oldest: columns.next(), givenUp: columns.next())
        } ?? State(waiting: 0, oldest: nil, givenUp: 0)
    }

    /// The seconds until fewer than `limit` letters of a kind were added within a day; 0 if there
    /// are fewer now.
    private func waitSeconds(
        _ kind: AccountLetter.Kind, _ condition: SQL, limit: Int
    ) throws -> Int64 {
        let first = try tx.first(
            """
            SELECT created_at FROM account_letters
            WHERE \(fragment: condition) AND kind = \(kind.rawValue)
            ORDER BY id DESC LIMIT 1 OFFSET \(limit - 1)
            """
        ) { Timestamp(clamping: $0.int64(0)) }
        return first.map { max(0, $0.adding(Self.day).seconds(since: tx.now)) } ?? 0
    }

    /// A hash of an address in any case, so that an erased account's letters still count.
    private static func key(of address: String) -> [UInt8] {
        Array(SHA256.hash(Array(ASCII.lowercased(address).utf8)).bytes.prefix(16))
    }
}

extension Transaction {
    package var accountLetters: AccountLetterQueue { AccountLetterQueue(tx: self) }
}

extension Changes {
    /// Letters about accounts; the value differs from those of the services.
    package static let accountLetters = Changes(rawValue: 1 << 31)
}
