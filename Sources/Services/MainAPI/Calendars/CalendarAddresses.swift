import BookingStore
import Credentials
import TextEncoding

/// The addresses of private calendars.
///
/// Their tokens are made with the service's key, so a copy of the database opens no calendar.
struct CalendarAddresses: Sendable {
    let key: HMACKey
    let address: PublicAddress

    /// The address that its owner gives to a calendar program.
    func url(of link: CalendarLink) -> String {
        let code = Base64URL.encode(key.authenticate(link.seed).bytes)
        return "\(address.text)/calendars/\(link.id)-\(code).ics"
    }

    /// The ID of the link that a token claims to be for; nil for any other text.
    func linkID(of token: String) -> Int64? {
        Int64(digits: token.utf8.prefix { $0 != UInt8(ascii: "-") })
    }

    /// Whether the token was made for this link, compared in constant time.
    func isValid(_ token: String, for link: CalendarLink) -> Bool {
        let parts = token.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let code = Base64URL.decode(String(parts[1])) else { return false }
        return key.isValid(code, for: link.seed)
    }
}
