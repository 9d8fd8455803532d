import Credentials
import SQLite
import TextEncoding
import Timekeeping

/// A link in a letter that changes an account.
package struct AccountLink: Equatable, Sendable {
    /// The change that the link makes.
    package enum Purpose: String, Sendable {
        /// Confirms the address of the letter.
        case confirm
        /// Sets a new password.
        case reset

        /// The time for which a link is valid after its letter was written.
        package var lifetime: Duration {
            switch self {
            case .confirm: .seconds(3 * 86_400)
            case .reset: .seconds(1_800)
            }
        }
    }

    /// The validity of an invitation, and of a link that an owner hands over.
    package static let invitationLifetime = Duration.seconds(3 * 86_400)

    /// The account's ID.
    package let account: Int64
    /// The address that the letter went to.
    package let address: String
}

/// The outcome of following a link that confirms an address.
package enum AddressConfirmation: Equatable, Sendable {
    case confirmed
    /// The account has another address by now.
    case notCurrent
    /// Another account has confirmed the address.
    case taken
}

/// The table `account_links`, in both services' databases: links that are unused and valid.
///
/// A row has a hash of the token, so a copy of the database opens no account.
package struct AccountLinks {
    let tx: Transaction

    /// Makes a link and returns its token of 32 random bytes.
    ///
    /// - Parameters:
    ///   - address: That of the letter; empty for a link that is handed over.
    ///   - lifetime: Nil for that of the purpose.
    package func issue(
        _ purpose: AccountLink.Purpose, of account: Int64, address: String,
        lifetime: Duration? = nil
    ) throws -> String {
        let token = randomToken(bytes: 32)
        try tx.execute(
            """
            INSERT INTO account_links (token_hash, account_id, purpose, address, expires_at)
            VALUES (\(Self.hash(of: token)), \(account), \(purpose.rawValue), \(address),
                \(tx.now.adding(lifetime ?? purpose.lifetime)))
            """)
        return token
    }

    /// The valid link with this token; nil if it is unknown, used or too old.
    package func find(_ token: String, _ purpose: AccountLink.Purpose) throws -> AccountLink? {
        try tx.first(
            """
            SELECT account_id, address FROM account_links
            WHERE token_hash = \(Self.hash(of: token)) AND purpose = \(purpose.rawValue)
            AND expires_at > \(tx.now)
            """
        ) { row in
            var columns = row.columns
            return AccountLink(account: columns.next(), address: columns.next())
        }
    }

    /// Voids every link of an account, and cancels its unsent letters with one.
    ///
    /// A letter that is tried again gets a new link, which must not go to a former address.
    package func void(of account: Int64) throws {
        try tx.execute("DELETE FROM account_links WHERE account_id = \(account)")
        try tx.accountLetters.cancelLinks(ofAccount: account)
    }

    /// Voids every link, because a restored database must not accept earlier ones.
    package func voidAll() throws {
        try tx.execute("DELETE FROM account_links")
    }

    /// Deletes links that have expired; returns their number.
    package func purge(limit: Int) throws -> Int {
        try tx.execute(
            """
            DELETE FROM account_links WHERE token_hash IN (SELECT token_hash FROM account_links
                WHERE expires_at <= \(tx.now) LIMIT \(limit))
            """)
    }

    private static func hash(of token: String) -> [UInt8] {
        SHA256.hash(Array(token.utf8)).bytes
    }
}

extension Transaction {
    package var accountLinks: AccountLinks { AccountLinks(tx: self) }
}
