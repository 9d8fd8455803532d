import BookingDomain
import JSONCoding

/// Ids of either service are positive.
enum WireID {
    static let range: ClosedRange<Int64> = 1...Int64.max
}

extension BookingNotice: FieldReadable {
    package init(from fields: inout FieldReader) {
        let lengths = 1...64
        self.init(
            bookingID: fields.integer("booking_id", in: WireID.range),
            user: fields.string("user", length: 1...200),
            event: fields.string("event", length: 1...200),
            facilitatorID: fields.integer("facilitator_id", in: WireID.range))
        notificationID = fields.optionalString("notification_id", length: lengths)
        sequence = fields.optionalInteger("sequence", in: WireID.range)
        type = fields.optionalString("type", length: lengths)
        installation = fields.optionalString("installation", length: lengths)
        userID = fields.optionalInteger("user_id", in: WireID.range)
        eventID = fields.optionalInteger("event_id", in: WireID.range)
        source = fields.optionalString("source", length: lengths)
        seats = fields.optionalInteger("seats", in: 0...1_000_000)
        status = fields.optionalString("status", length: lengths)
        paymentStatus = fields.optionalString("payment_status", length: lengths)
        amountPaid = fields.optionalInteger("amount_paid", in: 0...Int64.max)
        currency = fields.optionalString("currency", length: 3...3)
        dispute = fields.optionalString("dispute", length: lengths)
        occurredAt = fields.optionalTimestamp("occurred_at")
        requestID = fields.optionalString("request_id", length: lengths)
    }
}

extension BookingNotice: JSONWritable {
    /// Omits `notification_id`, `sequence`, `installation` and `request_id` if they are nil; other
    /// fields are null.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            if let notificationID { json.member("notification_id", notificationID) }
            if let sequence { json.member("sequence", sequence) }
            if let installation { json.member("installation", installation) }
            if let requestID { json.member("request_id", requestID) }
            json.member("type", type)
            writeBooking(to: &json)
        }
    }

    /// Writes the members about the booking.
    package func writeBooking(to json: inout JSONWriter) {
        json.member("booking_id", bookingID)
        json.member("user", user)
        json.member("user_id", userID)
        json.member("event", event)
        json.member("event_id", eventID)
        json.member("facilitator_id", facilitatorID)
        json.member("source", source)
        json.member("seats", seats)
        json.member("status", status)
        json.member("payment_status", paymentStatus)
        json.member("amount_paid", amountPaid)
        json.member("currency", currency)
        json.member("dispute", dispute)
        json.member("occurred_at", occurredAt)
    }
}
