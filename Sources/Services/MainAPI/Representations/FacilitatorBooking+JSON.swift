import BookingDomain
import BookingStore
import JSONCoding

extension FacilitatorBooking: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// Writes the members into an object that may have others.
    func writeMembers(to json: inout JSONWriter) {
        booking.writeMembers(to: &json)
        json.memberObject("user") { json in
            json.member("id", guest.id?.rawValue)
            json.member("name", guest.name)
            json.member("email", guest.email)
        }
        json.member("note", note)
        json.member("cancellation_reason", cancellationReason)
    }
}

/// A booking with its timeline, for the facilitator.
struct FacilitatorBookingHistory: JSONWritable {
    let found: FacilitatorBooking
    let changes: [BookingChange]

    func write(to json: inout JSONWriter) {
        json.object { json in
            found.writeMembers(to: &json)
            json.member("timeline", changes)
        }
    }
}

extension FacilitatorCancelledBooking: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            booking.writeMembers(to: &json)
            json.member("cancellation", quote)
        }
    }
}

extension FacilitatorRefundedBooking: JSONWritable {
    /// The first refund's members, all refunds, and the booking after them.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            refunds.first?.writeMembers(to: &json)
            json.member("refunds", refunds)
            json.member("booking", booking)
        }
    }
}
