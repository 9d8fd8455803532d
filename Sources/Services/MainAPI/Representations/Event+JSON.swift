import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract

extension EventFields {
    /// Reads the fields of a command.
    ///
    /// Checks only types and sizes; `EventDraft` checks the limits and reports the errors of both.
    init(_ object: JSONObject) {
        let any = Int64.min...Int64.max
        var fields = FieldReader(object)
        self.init(
            title: fields.optionalString("title", length: 0...EventDraft.titleLength.upperBound),
            description: fields.optionalString(
                "description", length: EventDraft.descriptionLength, multiline: true),
            kind: fields.optionalString("kind", length: 0...100),
            location: fields.optionalString("location", length: EventDraft.locationLength),
            timeZone: fields.optionalString("time_zone", length: 0...100),
            startsAt: fields.optionalTimestamp("starts_at"),
            endsAt: fields.optionalTimestamp("ends_at"),
            capacity: fields.optionalInteger("capacity", in: any),
            price: fields.optionalMinorUnits("price", in: any),
            currency: fields.optionalString("currency", length: 0...100),
            refundPolicy: fields.optionalRefundPolicy("refund_policy"),
            attendeeInfo: fields.optionalString(
                "attendee_info", length: EventDraft.descriptionLength, multiline: true),
            visibility: fields.optionalString("visibility", length: 0...100),
            bookingClosesMinutesBefore: fields.has("booking_closes_minutes_before")
                ? .some(fields.optionalInteger("booking_closes_minutes_before", in: any)) : nil,
            isWaitlistOpen: fields.optionalBool("waitlist_open"),
            reason: fields.optionalString("reason", length: GuestReason.length),
            isCorrection: fields.optionalBool("correction") ?? false)
        unreadable = fields.errors
    }
}

extension Event: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// - Parameter isShort: Whether the long texts and the refund policy are left out.
    func writeMembers(to json: inout JSONWriter, isShort: Bool = false) {
        json.member("id", id.rawValue)
        json.member("title", title)
        if !isShort { json.member("description", description) }
        json.member("kind", kind.rawValue)
        json.member("facilitator_id", facilitator.id.rawValue)
        json.member("facilitator", facilitator)
        json.member("location", location)
        json.member("time_zone", timeZone)
        json.member("starts_at", startsAt)
        json.member("ends_at", endsAt)
        json.member("capacity", capacity)
        json.member("seats_left", seatsLeft)
        json.memberObject("waitlist") { json in
            json.member("open", waitlist.isOpen)
            json.member("waiting", waitlist.waiting)
        }
        json.member("price", price)
        json.member("currency", currency.code)
        json.member("booking_closes_minutes_before", details.content.bookingClosesMinutesBefore)
        json.member("visibility", visibility.rawValue)
        json.member("status", status.rawValue)
        json.member("cancellation_reason", details.cancellationReason?.text)
        if !isShort { json.member("refund_policy", refundPolicy.tiers) }
        json.member("series_id", seriesID?.rawValue)
        json.member("picture", picture)
        json.member("version", version)
    }
}

/// An event as its facilitator sees it, with what only confirmed guests read.
struct FacilitatorEvent: JSONWritable {
    let event: Event

    func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    func writeMembers(to json: inout JSONWriter) {
        event.writeMembers(to: &json)
        json.member("attendee_info", event.attendeeInfo)
        json.member("waitlist_open", event.details.content.isWaitlistOpen)
    }
}

/// The content of a request to cancel an event; all of it is optional.
struct EventCancellation: FieldReadable {
    let reason: String?

    init(from fields: inout FieldReader) {
        reason = fields.optionalString("reason", length: GuestReason.length)
        fields.allowOnly("reason")
    }
}

extension EventPreview: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            // Generated clients have one type for the responses with and without effects.
            FacilitatorEvent(event: event).writeMembers(to: &json)
            json.member("event", FacilitatorEvent(event: event))
            json.member("affected", affected)
        }
    }
}

extension AffectedBookings: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("bookings", bookings)
            json.member("seats", seats)
            json.member("letters", letters)
            json.memberObject("refunds") { json in
                json.member("count", refundCount)
                json.member("amounts", refunds)
            }
        }
    }
}

extension Money: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("currency", currency.code)
            json.member("amount", amount)
        }
    }
}

extension RefundPolicy.Tier: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("hours_before", hoursBefore)
            json.member("percent", percent)
            if let percentIfFilled { json.member("percent_if_filled", percentIfFilled) }
        }
    }
}
