import Timekeeping

/// The length of an event in broad terms; the raw value is its word on the wire.
package enum EventKind: String, CaseIterable, Sendable {
    /// An hour or so.
    case session
    /// Some days.
    case retreat
}

/// The fields of an event that its facilitator writes, within their limits; `EventDraft` adds the
/// capacity.
package struct EventContent: Equatable, Sendable {
    /// One line.
    package let title: String
    /// Plain text, possibly of several lines.
    package let description: String
    package let kind: EventKind
    /// One line, possibly empty.
    package let location: String
    /// A valid IANA name.
    package let timeZone: String
    /// Guests can book until then.
    package let startsAt: Timestamp
    /// After `startsAt`, by at most `EventDraft.maximumSeconds`.
    package let endsAt: Timestamp
    /// For one seat, in minor units; 0 is a free event.
    package let price: Int64
    /// The currency of `price`; a free event has one too.
    package let currency: Currency
    /// For new bookings; earlier ones keep theirs.
    package let refundPolicy: RefundPolicy

    package init(
        title: String, description: String, kind: EventKind, location: String, timeZone: String,
        startsAt: Timestamp, endsAt: Timestamp, price: Int64, currency: Currency,
        refundPolicy: RefundPolicy
    ) {
        self.title = title
        self.description = description
        self.kind = kind
        self.location = location
        self.timeZone = timeZone
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.price = price
        self.currency = currency
        self.refundPolicy = refundPolicy
    }
}

extension Event {
    package var title: String { details.content.title }
    package var description: String { details.content.description }
    package var kind: EventKind { details.content.kind }
    package var location: String { details.content.location }
    package var timeZone: String { details.content.timeZone }
    package var startsAt: Timestamp { details.content.startsAt }
    package var endsAt: Timestamp { details.content.endsAt }
    /// For one seat, in minor units.
    package var price: Int64 { details.content.price }
    package var currency: Currency { details.content.currency }
    package var refundPolicy: RefundPolicy { details.content.refundPolicy }
    package var facilitator: Facilitator { details.facilitator }
    package var status: EventStatus { details.status }
    /// Rises by one with every edit.
    package var version: Int64 { details.version }
}
