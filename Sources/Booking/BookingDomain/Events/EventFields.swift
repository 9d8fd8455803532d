import JSONCoding
import Timekeeping

/// The fields of an event as a facilitator sent them, not validated; nil where left out.
package struct EventFields: Equatable, Sendable {
    package var title: String?
    package var description: String?
    package var kind: String?
    package var location: String?
    package var timeZone: String?
    package var startsAt: Timestamp?
    package var endsAt: Timestamp?
    /// All seats.
    package var capacity: Int64?
    /// For one seat, in minor units of `currency`.
    package var price: Int64?
    package var currency: String?
    /// In the order sent; an empty list refunds nothing.
    package var refundPolicy: [RefundPolicy.Tier]?

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

    /// These fields, completed with those of `event`.
    fileprivate func filled(from event: Event) -> EventFields {
        EventFields(
            title: title ?? event.title, description: description ?? event.description,
            kind: kind ?? event.kind.rawValue, location: location ?? event.location,
            timeZone: timeZone ?? event.timeZone, startsAt: startsAt ?? event.startsAt,
            endsAt: endsAt ?? event.endsAt, capacity: capacity ?? Int64(event.capacity),
            price: price ?? event.price, currency: currency ?? event.currency.code,
            refundPolicy: refundPolicy ?? event.refundPolicy.tiers)
    }
}

/// The validated fields of an event that is created or edited.
package struct EventDraft: Equatable, Sendable {
    /// In Unicode scalars.
    private static let titleLength = 1...200
    private static let descriptionLength = 0...10_000
    private static let locationLength = 0...200
    /// The seats that an event may have.
    package static let capacityLimits: ClosedRange<Int64> = 1...10_000_000
    /// The price of one seat, in minor units.
    package static let priceLimits: ClosedRange<Int64> = 0...99_999_999
    /// The longest duration of an event: 366 days.
    ///
    /// The list of events to come relies on it: an event that started earlier than that is over.
    package static let maximumSeconds: Int64 = 366 * 86_400

    package let content: EventContent
    /// All seats, within `capacityLimits`.
    package let capacity: Int

    /// Validates the fields of a new event.
    ///
    /// Title, start, end and capacity are required, and a currency where there is a price. The
    /// defaults are a session, UTC, a price of 0 and no refunds.
    ///
    /// - Throws: `InvalidFields` with an error for every wrong field.
    package init(_ fields: EventFields) throws(InvalidFields) {
        var check = FieldCheck()
        let zone = fields.timeZone ?? "UTC"
        let title = check.text(fields.title, "title", Self.titleLength)
        let description = check.text(
            fields.description ?? "", "description", Self.descriptionLength, isMultiline: true)
        let kind = check.value(
            EventKind(rawValue: fields.kind ?? EventKind.session.rawValue), "kind",
            "must be session or retreat", else: .session)
        let location = check.text(fields.location ?? "", "location", Self.locationLength)
        let timeZone = check.value(
            TimeZoneName(zone).map { _ in zone }, "time_zone",
            "must be an IANA time zone such as Europe/Berlin", else: "UTC")
        let (startsAt, endsAt) = check.period(from: fields.startsAt, to: fields.endsAt)
        capacity = Int(check.integer(fields.capacity, "capacity", Self.capacityLimits))
        content = EventContent(
            title: title, description: description, kind: kind, location: location,
            timeZone: timeZone, startsAt: startsAt, endsAt: endsAt,
            price: check.integer(fields.price ?? 0, "price", Self.priceLimits),
            currency: check.currency(fields.currency, price: fields.price ?? 0),
            refundPolicy: check.value(
                RefundPolicy(fields.refundPolicy ?? []), "refund_policy",
                "must be at most \(RefundPolicy.maximumTiers) tiers, "
                    + "their hours_before falling, their percent 0–100", else: .none))
        if !check.errors.isEmpty { throw InvalidFields(errors: check.errors) }
    }

    /// Validates `fields` together with those of `event` that they leave out.
    ///
    /// - Throws: `InvalidFields` with an error for every wrong field.
    package init(editing event: Event, with fields: EventFields) throws(InvalidFields) {
        try self.init(fields.filled(from: event))
    }

    /// Throws an error of `ends_at` if the event would be over at `now`.
    ///
    /// Events that are over cannot be edited, so a mistyped year could not be corrected.
    package func checkEnds(after now: Timestamp) throws(InvalidFields) {
        guard content.endsAt <= now else { return }
        throw InvalidFields(errors: [
            FieldError(field: "ends_at", code: "out_of_range", detail: "must be in the future")
        ])
    }

    /// Whether `event` has exactly these fields.
    package func matches(_ event: Event) -> Bool {
        content == event.details.content && capacity == event.capacity
    }

    /// Whether the draft changes the time or the place of `event`, which concerns its guests.
    package func moves(_ event: Event) -> Bool {
        content.location != event.location || content.timeZone != event.timeZone
            || content.startsAt != event.startsAt || content.endsAt != event.endsAt
    }
}

/// Checks fields one by one and collects every error for a single answer.
///
/// After an error a check returns a fallback value; callers look at `errors` before using it.
private struct FieldCheck {
    private(set) var errors: [FieldError] = []

    mutating func text(
        _ text: String?, _ field: String, _ length: ClosedRange<Int>, isMultiline: Bool = false
    ) -> String {
        guard let text else { return missing(field, else: "") }
        let rule = TextRule(length: length, isMultiline: isMultiline)
        guard let violation = rule.violation(in: text) else { return text }
        let detail =
            switch violation {
            case .tooShort: "must not be blank"
            case .tooLong: "must have at most \(length.upperBound) characters"
            case .invalid: "must not hold control characters"
            }
        reject(field, violation.rawValue, detail)
        return ""
    }

    mutating func integer(
        _ number: Int64?, _ field: String, _ limits: ClosedRange<Int64>
    ) -> Int64 {
        guard let number else { return missing(field, else: limits.lowerBound) }
        guard limits.contains(number) else {
            reject(field, "out_of_range", "must be \(limits.lowerBound)–\(limits.upperBound)")
            return limits.lowerBound
        }
        return number
    }

    /// A value that its own type has validated: nil is an error of code `invalid`.
    mutating func value<Value>(
        _ value: Value?, _ field: String, _ detail: String, else fallback: Value
    ) -> Value {
        if value == nil { reject(field, "invalid", detail) }
        return value ?? fallback
    }

    mutating func period(from start: Timestamp?, to end: Timestamp?) -> (Timestamp, Timestamp) {
        let startsAt = start ?? missing("starts_at", else: .earliest)
        let endsAt = end ?? missing("ends_at", else: .earliest)
        guard start != nil, end != nil else { return (startsAt, endsAt) }
        if endsAt <= startsAt {
            reject("ends_at", "out_of_range", "must be after starts_at")
        } else if endsAt.seconds(since: startsAt) > EventDraft.maximumSeconds {
            let days = EventDraft.maximumSeconds / 86_400
            reject("ends_at", "out_of_range", "must be at most \(days) days after starts_at")
        }
        return (startsAt, endsAt)
    }

    /// A currency of ISO 4217, which only a free event may leave out.
    mutating func currency(_ code: String?, price: Int64) -> Currency {
        guard let code else {
            return price == 0 ? .fallback : missing("currency", else: .fallback)
        }
        return value(
            Currency(code), "currency", "must be a code of ISO 4217 such as EUR", else: .fallback)
    }

    private mutating func missing<Value>(_ field: String, else fallback: Value) -> Value {
        reject(field, "required", "must be given")
        return fallback
    }

    private mutating func reject(_ field: String, _ code: String, _ detail: String) {
        errors.append(FieldError(field: field, code: code, detail: detail))
    }
}
