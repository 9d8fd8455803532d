import TextEncoding
import Timekeeping

/// The place that guests book at: its name, looks and contact, and the defaults for new events.
package struct Centre: Equatable, Sendable {
    /// The name of a center whose owner has not chosen one.
    package static let defaultName = "Sessions"

    package var name = Self.defaultName
    /// One line below the name; empty for none.
    package var tagline = ""
    /// Nil for the colors of the style sheet.
    package var accent: AccentColor?
    /// The postal address, of several lines; empty for none.
    package var address = ""
    /// The ways to reach the center, of several lines; empty for none.
    package var contact = ""
    package var imprint = LegalText()
    package var privacy = LegalText()
    package var terms = LegalText()
    /// For new events without a currency.
    package var currency: Currency?
    /// For new events without a time zone, and for dates of the center; an IANA name.
    package var timeZone: String?
    /// For new events without a policy.
    package var refundPolicy = RefundPolicy.none
    /// The origins whose pages may embed the list of events, such as `https://example.org`.
    package var embedOrigins: [String] = []
    package var logo: StoredPicture?
    /// Rises with each edit.
    package var version: Int64 = 0

    package init() {}

    /// Whether the logo is so wide that it has the name.
    package var hasWordmark: Bool { logo.map { $0.width >= 2 * $0.height } ?? false }

    /// A sentence for search engines and link previews.
    package var summary: String {
        tagline.isEmpty ? "Upcoming events with seats to book." : tagline
    }

    /// The zone of receipts' years and of months of money.
    package var zone: String { timeZone ?? TimeZoneName.utc.identifier }

    /// The name, if its owner has chosen one.
    package var chosenName: String? { name == Self.defaultName ? nil : name }

    /// The first line of the contact that is an email address.
    package var contactAddress: EmailAddress? {
        contact.split(separator: "\n").lazy.compactMap { EmailAddress(ASCII.trimmed(String($0))) }
            .first
    }

    /// A page of the center: a text of its own, or a link to it elsewhere.
    package struct LegalText: Equatable, Sendable {
        package var text = ""

        package init(_ text: String = "") { self.text = text }

        package var isEmpty: Bool { text.isEmpty }

        /// The address, if the text is one.
        package var link: String? {
            let isLink = text.hasPrefix("https://") || text.hasPrefix("http://")
            return isLink && !text.utf8.contains { $0 <= 0x20 } ? text : nil
        }
    }
}

extension EventFields {
    /// These fields of a new event, completed with the center's defaults.
    package func filled(from centre: Centre) -> EventFields {
        var fields = self
        // The default policy is for prices: a free event has nothing to refund.
        if (price ?? 0) > 0 { fields.refundPolicy = refundPolicy ?? centre.refundPolicy.tiers }
        fields.currency = currency ?? centre.currency?.code
        fields.timeZone = timeZone ?? centre.timeZone
        return fields
    }
}
