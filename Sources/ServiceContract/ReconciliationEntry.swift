import JSONCoding

/// One booking that CRMAPI was, or is about to be, told of: MainAPI's side of the comparison.
package struct ReconciliationEntry: Equatable, Sendable {
    /// MainAPI's id of the booking, by which the two sides are laid beside each other.
    package let bookingID: Int64
    /// Whose event it is.
    package let facilitatorID: Int64
    /// MainAPI's id of the event.
    package let eventID: Int64
    /// The guest's name as it is now.
    package let user: String
    /// The booking's status as MainAPI has it now.
    package let status: String
    /// How many seats it takes or took.
    package let seats: Int64
    /// The number of the booking's newest notice.
    package let sequence: Int64
    /// How many notices the booking has had.
    package let notices: Int64
    /// How many of them CRMAPI has taken.
    package let delivered: Int64

    /// The entry of one booking.
    package init(
        bookingID: Int64, facilitatorID: Int64, eventID: Int64, user: String, status: String,
        seats: Int64, sequence: Int64, notices: Int64, delivered: Int64
    ) {
        self.bookingID = bookingID
        self.facilitatorID = facilitatorID
        self.eventID = eventID
        self.user = user
        self.status = status
        self.seats = seats
        self.sequence = sequence
        self.notices = notices
        self.delivered = delivered
    }
}

extension ReconciliationEntry: FieldReadable {
    package init(from fields: inout FieldReader) {
        let count: ClosedRange<Int64> = 0...Int64.max
        bookingID = fields.integer("booking_id", in: WireID.range)
        facilitatorID = fields.integer("facilitator_id", in: WireID.range)
        eventID = fields.integer("event_id", in: WireID.range)
        user = fields.string("user", length: 1...200)
        status = fields.string("status", length: 1...64)
        seats = fields.integer("seats", in: count)
        sequence = fields.integer("sequence", in: WireID.range)
        notices = fields.integer("notices", in: count)
        delivered = fields.integer("delivered", in: count)
    }
}

extension ReconciliationEntry: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("booking_id", bookingID)
            json.member("facilitator_id", facilitatorID)
            json.member("event_id", eventID)
            json.member("user", user)
            json.member("status", status)
            json.member("seats", seats)
            json.member("sequence", sequence)
            json.member("notices", notices)
            json.member("delivered", delivered)
        }
    }
}
