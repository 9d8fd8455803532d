import Credentials
import SQLite
import TextEncoding
import Timekeeping

/// A letter about an account that is to be sent.
package struct AccountLetter: Equatable, Sendable {
    /// The subject of the letter.
    package enum Kind: String, Sendable {
        /// Has the link that confirms an address.
        case confirmAddress = "confirm_address"
        /// Has the link that sets a new password.
        case resetPassword = "reset_password"
        /// Has the link that sets the first password of an account that the owner has added.
        case invitation
        /// Says to the confirmed address that a change of it was requested.
        case addressChanged = "address_changed"

        /// The purpose of the letter's link; nil if it has none.
        package var link: AccountLink.Purpose? {
            switch self {
            case .confirmAddress: .confirm
            case .resetPassword, .invitation: .reset
            case .addressChanged: nil
            }
        }

        /// The validity of the letter's link; nil for that of its purpose.
        package var linkLifetime: Duration? {
            self == .invitation ? AccountLink.invitationLifetime : nil
        }

        /// The time for which the letter is retried. A reset is of no use much later.
        var retryPeriod: Duration {
            switch self {
            case .resetPassword: .seconds(3_600)
            case .confirmAddress, .addressChanged, .invitation: .seconds(3 * 86_400)
            }
        }
    }

    /// The destination of a letter.
    package enum Recipient: Equatable, Sendable {
        case address(String, ofAccount: Int64)
        /// The text that a visitor entered for an account, which may not exist.
        case login(String)
    }

    /// The row's key, which names the letter's file.
    package let id: Int64
    package let kind: Kind
    package let recipient: Recipient
    /// The same for each attempt to send the letter, and different from that of other letters.
    package let identity: String
    /// The number of failed attempts.
    let attempts: Int
    let createdAt: Timestamp

    /// The time of the next attempt if this one fails; nil if it is the last.
    func nextAttempt(after now: Timestamp) -> Timestamp? {
        let next = now.adding(ExponentialBackoff.mail.delay(afterRetries: attempts))
        return next < createdAt.adding(kind.retryPeriod) ? next : nil
    }
}

extension ExponentialBackoff {
    /// The delays before an email is sent again.
    package static let mail = ExponentialBackoff(from: .seconds(30), upTo: .seconds(6 * 3_600))
}
