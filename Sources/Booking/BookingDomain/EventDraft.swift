import Timekeeping

/// The editable fields of an event, every one within its limits.
///
/// `init(_:)` is the only door, so whatever holds a draft need not ask again.
package struct EventDraft: Equatable, Sendable {
    /// How many Unicode scalars a title may have.
    package static let titleLength = 1...200
    /// How many Unicode scalars a description may have.
    package static let descriptionLength = 0...10_000
    /// How many Unicode scalars a place may have.
    package static let locationLength = 0...200
    /// The seats that an event may have.
    package static let capacityLimits: ClosedRange<Int64> = 1...10_000_000
    /// The price of one seat, in minor units.
    package static let priceLimits: ClosedRange<Int64> = 0...99_999_999
    /// The longest that an event may last: 366 days.
    ///
    /// The list of events to come relies on it: whatever started earlier than that is over.
    package static let longestSeconds: Int64 = 366 * 86_400

    /// One line that is not blank, of `titleLength`.
    package let title: String
    /// Plain text of `descriptionLength`, which may have lines; empty if left out.
    package let description: String
    /// A session if left out.
    package let kind: EventKind
    /// One line of `locationLength`; empty if left out.
    package let location: String
    /// A valid IANA name.
    package let timeZone: String
    /// When the event begins, in UTC; it may lie in the past, as an event under way is edited too.
    package let startsAt: Timestamp
    /// When it is over, in UTC: after `startsAt`, by `longestSeconds` at most.
    package let endsAt: Timestamp
    /// How many seats the event has in all, within `capacityLimits`.
    package let capacity: Int
    /// For one seat, in minor units, within `priceLimits`; 0 is a free event.
    package let price: Int64
    /// What `price` is in; `Currency.unnamed` for a free event if left out.
    package let currency: Currency
    /// What guests who cancel get back: nothing if left out.
    package let refundPolicy: RefundPolicy

    /// The draft that `fields` spell.
    ///
    /// Title, start, end and capacity are required, and a currency where there is a price; left
    /// out, the kind is a session, the time zone UTC, the price 0 and nothing is refunded.
    ///
    /// - Throws: `InvalidDraft` with every field that is wrong.
    package init(_ fields: EventFields) throws(InvalidDraft) {
        var check = FieldCheck()
        title = check.text(fields.title, "title", Self.titleLength)
        description = check.text(
            fields.description ?? "", "description", Self.descriptionLength, isMultiline: true)
        kind = check.value(
            EventKind(rawValue: fields.kind ?? EventKind.session.rawValue), "kind",
            "must be session or retreat", else: .session)
        location = check.text(fields.location ?? "", "location", Self.locationLength)
        let zone = fields.timeZone ?? "UTC"
        timeZone = check.value(
            TimeZoneName(zone).map { _ in zone }, "time_zone",
            "must be an IANA time zone such as Europe/Berlin", else: "UTC")
        (startsAt, endsAt) = check.period(from: fields.startsAt, to: fields.endsAt)
        capacity = Int(check.integer(fields.capacity, "capacity", Self.capacityLimits))
        price = check.integer(fields.price ?? 0, "price", Self.priceLimits)
        currency = check.currency(fields.currency, price: fields.price ?? 0)
        refundPolicy = check.value(
            RefundPolicy(fields.refundPolicy ?? []), "refund_policy",
            "must be at most \(RefundPolicy.maximumTiers) tiers, "
                + "their hours_before falling, their percent 0–100", else: RefundPolicy.none)
        if !check.faults.isEmpty { throw InvalidDraft(faults: check.faults) }
    }

    /// The draft of `event` with `fields` in place of its own where they are given.
    ///
    /// - Throws: `InvalidDraft` with every field that is wrong.
    package init(editing event: Event, with fields: EventFields) throws(InvalidDraft) {
        try self.init(fields.filled(from: event))
    }

    /// Throws a fault of `ends_at` if the event would be over already at `now`: nobody could edit
    /// or cancel it any more, not even to mend a slip in the year.
    package func checkEnds(after now: Timestamp) throws(InvalidDraft) {
        guard endsAt <= now else { return }
        let fault = FieldFault(
            field: "ends_at", code: .outOfRange, detail: "must be in the future")
        throw InvalidDraft(faults: [fault])
    }

    /// Whether `event` already is what this draft says.
    package func isAlready(_ event: Event) -> Bool {
        title == event.title && description == event.description && kind == event.kind
            && !moves(event) && capacity == event.capacity && price == event.price
            && currency == event.currency && refundPolicy == event.refundPolicy
    }

    /// Whether `event` would take place at another time or place, which its guests should be told.
    package func moves(_ event: Event) -> Bool {
        location != event.location || timeZone != event.timeZone || startsAt != event.startsAt
            || endsAt != event.endsAt
    }
}
