import Timekeeping

/// A field of an event that edits of its series change; the raw value is its name in the database.
package enum SeriesField: String, CaseIterable, Sendable {
    case title
    case description
    case kind
    case location
    /// The local start and the time zone.
    case time
    case duration
    case capacity
    /// The price and its currency.
    case price
    case refundPolicy = "refund_policy"
    case attendeeInfo = "attendee_info"
    case visibility
    case closing
    case waitlist

    /// The fields that an edit of a single event changes, so that they are its own from then on.
    package static func changed(from event: Event, to draft: EventDraft) -> Set<SeriesField> {
        let (old, new) = (event.details.content, draft.content)
        func duration(_ content: EventContent) -> Int64 {
            content.endsAt.seconds(since: content.startsAt)
        }
        return Set(
            allCases.filter { field in
                switch field {
                case .title: old.title != new.title
                case .description: old.description != new.description
                case .kind: old.kind != new.kind
                case .location: old.location != new.location
                case .time: (old.startsAt, old.timeZone) != (new.startsAt, new.timeZone)
                case .duration: duration(old) != duration(new)
                case .capacity: event.capacity != draft.capacity
                case .price: (old.price, old.currency.code) != (new.price, new.currency.code)
                case .refundPolicy: old.refundPolicy != new.refundPolicy
                case .attendeeInfo: old.attendeeInfo != new.attendeeInfo
                case .visibility: old.visibility != new.visibility
                case .closing: old.bookingClosesMinutesBefore != new.bookingClosesMinutesBefore
                case .waitlist: old.isWaitlistOpen != new.isWaitlistOpen
                }
            })
    }
}

extension EventFields {
    /// The same fields without those that an event has for itself.
    package func without(_ own: Set<SeriesField>) -> EventFields {
        var fields = self
        for field in own {
            switch field {
            case .title: fields.title = nil
            case .description: fields.description = nil
            case .kind: fields.kind = nil
            case .location: fields.location = nil
            case .time: fields.timeZone = nil
            case .duration: break
            case .capacity: fields.capacity = nil
            case .price: (fields.price, fields.currency) = (nil, nil)
            case .refundPolicy: fields.refundPolicy = nil
            case .attendeeInfo: fields.attendeeInfo = nil
            case .visibility: fields.visibility = nil
            case .closing: fields.bookingClosesMinutesBefore = nil
            case .waitlist: fields.isWaitlistOpen = nil
            }
        }
        return fields
    }
}
