import BookingDomain
import BookingStore
import Credentials
import TextEncoding

/// The addresses that stop reminders and messages without a login.
///
/// Their tokens are valid for nothing else, and for as long as the service has its key.
struct ReminderLinks: Sendable {
    let key: HMACKey

    /// The path of the page and of the request that stops the letters (RFC 8058).
    func path(for recipient: LetterRecipient) -> String {
        let name = recipient.name
        return "/unsubscribe/\(name)-\(Base64URL.encode(key.authenticate(Array(name.utf8)).bytes))"
    }

    /// The recipient for whom a token was made; nil for any other text.
    func recipient(of token: String) -> LetterRecipient? {
        let parts = token.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let recipient = LetterRecipient(name: parts[0]),
            let code = Base64URL.decode(String(parts[1])),
            key.isValid(code, for: Array(recipient.name.utf8))
        else { return nil }
        return recipient
    }
}

extension LetterRecipient {
    /// The part of a token such as `7` for an account and `b7` for a booking.
    fileprivate var name: String {
        switch self {
        case .account(let user): "\(user)"
        case .booking(let booking): "b\(booking)"
        }
    }

    fileprivate init?(name: Substring) {
        let isBooking = name.utf8.first == UInt8(ascii: "b")
        guard let id = Int64(digits: name.utf8.dropFirst(isBooking ? 1 : 0)) else { return nil }
        self = isBooking ? .booking(BookingID(id)) : .account(UserID(id))
    }
}
