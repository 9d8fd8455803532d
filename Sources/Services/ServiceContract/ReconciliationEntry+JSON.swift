import BookingDomain
import JSONCoding

extension ReconciliationEntry: FieldReadable {
    package init(from fields: inout FieldReader) {
        let count: ClosedRange<Int64> = 0...Int64.max
        self.init(
            bookingID: fields.integer("booking_id", in: WireID.range),
            facilitatorID: fields.integer("facilitator_id", in: WireID.range),
            eventID: fields.integer("event_id", in: WireID.range),
            user: fields.string("user", length: 1...200),
            status: fields.string("status", length: 1...64),
            seats: fields.integer("seats", in: count),
            sequence: fields.integer("sequence", in: WireID.range),
            notices: fields.integer("notices", in: count),
            delivered: fields.integer("delivered", in: count))
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
