import Timekeeping

/// The editable fields of an event as somebody sent them, not yet judged; nil was left out.
package struct EventFields: Equatable, Sendable {
    /// To be 1–200 Unicode scalars on one line, and required of a new event.
    package var title: String?
    /// To be at most 10,000 Unicode scalars, lines and all.
    package var description: String?
    /// To be a raw value of `EventKind`.
    package var kind: String?
    /// To be at most 200 Unicode scalars on one line.
    package var location: String?
    /// To be an IANA name that this machine knows, such as `Asia/Kolkata`.
    package var timeZone: String?
    /// When the event begins, in UTC; required of a new event.
    package var startsAt: Timestamp?
    /// When it is over, in UTC; required of a new event.
    package var endsAt: Timestamp?
    /// How many seats it is to have in all; required of a new event.
    package var capacity: Int64?
    /// For one seat, in minor units of `currency`.
    package var price: Int64?
    /// To be a code of ISO 4217; required where there is a price.
    package var currency: String?
    /// The tiers in the order they came; an empty list gives nothing back.
    package var refundPolicy: [RefundPolicy.Tier]?

    /// The fields given; the others are left out.
    package init(
        title: String? = nil, description: String? = nil, kind: String? = nil,
        location: String? = nil, timeZone: String? = nil, startsAt: Timestamp? = nil,
        endsAt: Timestamp? = nil, capacity: Int64? = nil, price: Int64? = nil,
        currency: String? = nil, refundPolicy: [RefundPolicy.Tier]? = nil
    ) {
        self.title = title
        self.description = description
        self.kind = kind
        self.location = location
        self.timeZone = timeZone
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.capacity = capacity
        self.price = price
        self.currency = currency
        self.refundPolicy = refundPolicy
    }

    /// These fields, and those of `event` where one was left out.
    package func filled(from event: Event) -> EventFields {
        EventFields(
            title: title ?? event.title, description: description ?? event.description,
            kind: kind ?? event.kind.rawValue, location: location ?? event.location,
            timeZone: timeZone ?? event.timeZone, startsAt: startsAt ?? event.startsAt,
            endsAt: endsAt ?? event.endsAt, capacity: capacity ?? Int64(event.capacity),
            price: price ?? event.price, currency: currency ?? event.currency.code,
            refundPolicy: refundPolicy ?? event.refundPolicy.tiers)
    }
}
