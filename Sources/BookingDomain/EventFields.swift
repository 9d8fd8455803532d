import Timekeeping

/// The editable fields of an event as somebody sent them, not yet judged; nil was left out.
package struct EventFields: Equatable, Sendable {
    package var title: String?
    package var description: String?
    package var kind: String?
    package var location: String?
    package var timeZone: String?
    package var startsAt: Timestamp?
    package var endsAt: Timestamp?
    package var capacity: Int64?
    package var price: Int64?
    package var currency: String?
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
