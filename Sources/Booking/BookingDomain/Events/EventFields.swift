import JSONCoding
import Timekeeping

/// The fields of an event as a facilitator sent them, not validated; nil if absent.
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
    package var attendeeInfo: String?
    package var visibility: String?
    /// `.some(nil)` removes the limit.
    package var bookingClosesMinutesBefore: Int64??
    package var isWaitlistOpen: Bool?
    /// The reason for a new time or place, for guests.
    package var reason: String?
    /// Whether an edit only corrects the end or place, so that guests may not cancel for it.
    package var isCorrection: Bool
    /// The errors of fields that could not be read, which are nil here.
    package var unreadable: [FieldError]

    package init(
        title: String? = nil, description: String? = nil, kind: String? = nil,
        location: String? = nil, timeZone: String? = nil, startsAt: Timestamp? = nil,
        endsAt: Timestamp? = nil, capacity: Int64? = nil, price: Int64? = nil,
        currency: String? = nil, refundPolicy: [RefundPolicy.Tier]? = nil,
        attendeeInfo: String? = nil, visibility: String? = nil,
        bookingClosesMinutesBefore: Int64?? = nil, isWaitlistOpen: Bool? = nil,
        reason: String? = nil, isCorrection: Bool = false, unreadable: [FieldError] = []
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
        self.attendeeInfo = attendeeInfo
        self.visibility = visibility
        self.bookingClosesMinutesBefore = bookingClosesMinutesBefore
        self.isWaitlistOpen = isWaitlistOpen
        self.reason = reason
        self.isCorrection = isCorrection
        self.unreadable = unreadable
    }

    /// These fields, completed with those of an event other than its refund policy.
    fileprivate func filled(from content: EventContent, capacity seats: Int) -> EventFields {
        EventFields(
            title: title ?? content.title, description: description ?? content.description,
            kind: kind ?? content.kind.rawValue, location: location ?? content.location,
            timeZone: timeZone ?? content.timeZone, startsAt: startsAt ?? content.startsAt,
            endsAt: endsAt ?? content.endsAt, capacity: capacity ?? Int64(seats),
            price: price ?? content.price, currency: currency ?? content.currency.code,
            refundPolicy: refundPolicy, attendeeInfo: attendeeInfo ?? content.attendeeInfo,
            visibility: visibility ?? content.visibility.rawValue,
            bookingClosesMinutesBefore: bookingClosesMinutesBefore
                ?? content.bookingClosesMinutesBefore,
            isWaitlistOpen: isWaitlistOpen ?? content.isWaitlistOpen, reason: reason,
            unreadable: unreadable)
    }
}

/// The validated fields of an event that is created or edited.
package struct EventDraft: Equatable, Sendable {
    /// In Unicode scalars.
    package static let titleLength = 1...200
    package static let descriptionLength = 0...10_000
    package static let locationLength = 0...200
    package static let capacityLimits: ClosedRange<Int64> = 1...10_000_000
    /// The price of one seat, in minor units.
    package static let priceLimits: ClosedRange<Int64> = 0...99_999_999
    /// The time between the end of booking and the start: up to a year.
    package static let closingMinutes: ClosedRange<Int64> = 0...525_600
    /// The longest duration of an event: 366 days.
    ///
    /// The list of events to come relies on it: an event that started earlier than that is over.
    package static let maximumSeconds: Int64 = 366 * 86_400

    package private(set) var content: EventContent
    /// All seats, within `capacityLimits`.
    package let capacity: Int
    /// The reason for a new time or place, for guests.
    package let reason: GuestReason?

    /// Validates the fields of a new event.
    ///
    /// Title, start, end and capacity are required, and a currency where there is a price. The
    /// defaults are a public session, UTC, a price of 0 and no refunds.
    ///
    /// - Parameter now: The end must be later; nil where ``checkEnds(after:)`` checks it.
    /// - Throws: `InvalidFields` with an error for every wrong field.
    package init(_ fields: EventFields, at now: Timestamp? = nil) throws(InvalidFields) {
        try self.init(fields, keeping: nil, at: now)
    }

    /// - Parameter policy: The refund policy of an edited event, which stays if none is sent.
    private init(
        _ fields: EventFields, keeping policy: RefundPolicy?, at now: Timestamp?
    ) throws(InvalidFields) {
        var check = FieldCheck(unreadable: fields.unreadable)
        let zone = fields.timeZone ?? "UTC"
        let title = check.text(fields.title, "title", Self.titleLength)
        let description = check.text(
            fields.description ?? "", "description", Self.descriptionLength, isMultiline: true)
        let attendeeInfo = check.text(
            fields.attendeeInfo ?? "", "attendee_info", Self.descriptionLength, isMultiline: true)
        let kind = check.value(
            EventKind(rawValue: fields.kind ?? EventKind.session.rawValue), "kind",
            "The kind must be session or retreat.", else: .session)
        let visibility = check.value(
            EventVisibility(rawValue: fields.visibility ?? EventVisibility.public.rawValue),
            "visibility", "The visibility must be public, unlisted or draft.", else: .public)
        let location = check.text(fields.location ?? "", "location", Self.locationLength)
        let timeZone = check.value(
            TimeZoneName(zone)?.identifier, "time_zone",
            "The time zone must be a name such as Europe/Berlin.", else: "UTC")
        let (startsAt, endsAt) = check.period(
            from: fields.startsAt, to: fields.endsAt, after: now)
        capacity = Int(check.capacity(fields.capacity))
        reason = check.reason(fields.reason)
        content = EventContent(
            title: title, description: description, kind: kind, location: location,
            timeZone: timeZone, startsAt: startsAt, endsAt: endsAt,
            price: check.price(fields.price ?? 0, in: fields.currency),
            currency: check.currency(fields.currency, price: fields.price ?? 0),
            refundPolicy: check.policy(fields.refundPolicy, kept: policy),
            attendeeInfo: attendeeInfo, visibility: visibility,
            bookingClosesMinutesBefore: check.closing(fields.bookingClosesMinutesBefore ?? nil),
            isWaitlistOpen: fields.isWaitlistOpen ?? true)
        if !check.errors.isEmpty { throw InvalidFields(errors: check.errors) }
    }

    /// Validates `fields` together with those of `event` that they leave out.
    ///
    /// - Throws: `InvalidFields` with an error for every wrong field.
    package init(
        editing event: Event, with fields: EventFields, at now: Timestamp? = nil
    ) throws(InvalidFields) {
        try self.init(
            editing: event.details.content, capacity: event.capacity, with: fields, at: now)
    }

    /// Validates `fields` together with those of an event or a series that they leave out.
    ///
    /// - Throws: `InvalidFields` with an error for every wrong field.
    package init(
        editing content: EventContent, capacity: Int, with fields: EventFields,
        at now: Timestamp? = nil
    ) throws(InvalidFields) {
        try self.init(
            fields.filled(from: content, capacity: capacity), keeping: content.refundPolicy,
            at: now)
    }

    /// Throws an error of `ends_at` if the event would be over at `now`.
    package func checkEnds(after now: Timestamp) throws(InvalidFields) {
        guard content.endsAt <= now else { return }
        throw InvalidFields(errors: [.endsInThePast])
    }

    /// Checks a new start: booked seats do not move into the past, and a correction moves none.
    ///
    /// - Throws: `InvalidFields`.
    package func checkStart(
        movedFrom event: Event, isCorrection: Bool, at now: Timestamp
    ) throws(InvalidFields) {
        guard content.startsAt != event.startsAt else { return }
        if isCorrection {
            throw InvalidFields(errors: [
                FieldError(
                    field: "correction", code: "invalid",
                    detail: "An edit that moves the start is not a correction.")
            ])
        }
        if content.startsAt <= now, event.seatsTaken > 0 {
            throw InvalidFields(errors: [
                FieldError(
                    field: "starts_at", code: "out_of_range",
                    detail: "The start must be in the future, because the event has bookings.")
            ])
        }
    }

    /// The same event at another start, with the same duration.
    package func moved(to start: Timestamp) -> EventDraft {
        var draft = self
        let duration = content.endsAt.seconds(since: content.startsAt)
        draft.content.startsAt = start
        draft.content.endsAt = start.adding(seconds: duration)
        return draft
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
    /// Guests can book until then, unless booking closes earlier.
    package fileprivate(set) var startsAt: Timestamp
    /// After `startsAt`, by at most `EventDraft.maximumSeconds`.
    package fileprivate(set) var endsAt: Timestamp
    /// For one seat, in minor units; 0 is a free event.
    package let price: Int64
    /// The currency of `price`; a free event has one too.
    package let currency: Currency
    /// For new bookings; earlier ones keep theirs.
    package let refundPolicy: RefundPolicy
    /// What only confirmed guests read, such as a joining link; possibly of several lines.
    package let attendeeInfo: String
    package let visibility: EventVisibility
    /// The end of booking, in minutes before the start; nil is the start itself.
    package let bookingClosesMinutesBefore: Int64?
    /// Whether guests can wait for seats when none are left.
    package let isWaitlistOpen: Bool

    package init(
        title: String, description: String, kind: EventKind, location: String, timeZone: String,
        startsAt: Timestamp, endsAt: Timestamp, price: Int64, currency: Currency,
        refundPolicy: RefundPolicy, attendeeInfo: String = "",
        visibility: EventVisibility = .public, bookingClosesMinutesBefore: Int64? = nil,
        isWaitlistOpen: Bool = true
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
        self.attendeeInfo = attendeeInfo
        self.visibility = visibility
        self.bookingClosesMinutesBefore = bookingClosesMinutesBefore
        self.isWaitlistOpen = isWaitlistOpen
    }

    /// The end of booking, if it is earlier than the start.
    package var bookingClosesAt: Timestamp? {
        bookingClosesMinutesBefore.map { startsAt.adding(seconds: -60 * $0) }
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
    package var attendeeInfo: String { details.content.attendeeInfo }
    package var visibility: EventVisibility { details.content.visibility }
    package var facilitator: Facilitator { details.facilitator }
    package var status: EventStatus { details.status }
    /// Rises by one with every edit.
    package var version: Int64 { details.version }
    /// The series that the event belongs to; nil for a single event.
    package var seriesID: SeriesID? { details.seriesID }
    package var picture: StoredPicture? { details.picture }
}
