import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract

extension Booking: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// Writes the members into an object that may have others.
    func writeMembers(to json: inout JSONWriter) {
        json.member("id", id.rawValue)
        json.member("event_id", event.id.rawValue)
        json.memberObject("event") { event.writeMembers(to: &$0) }
        json.member("source", source.rawValue)
        json.member("is_offer", isOffer)
        json.member("seats", seats)
        json.memberArray("attendees") { json in
            for name in attendees { json.object { $0.member("name", name) } }
        }
        json.member("attendance", attendance?.rawValue)
        json.member("status", status.rawValue)
        json.member("hold_expires_at", holdExpiresAt)
        json.member("amount", amount)
        json.member("amount_paid", payment.amountPaid)
        json.member("outstanding", outstanding)
        json.member("currency", currency.code)
        json.member("payment_id", payment.id)
        json.member("payment_status", payment.status?.rawValue)
        json.member("payment_provider", payment.provider)
        json.member("pay_before", payment.payBefore)
        json.member("refund_id", refund.id)
        json.member("refund_status", refund.status?.rawValue)
        json.member("refunded_at", refund.refundedAt)
        json.member("refund_amount", refund.amount)
        json.member("contingent_refund", contingentRefund)
        json.member("dispute", dispute?.rawValue)
        json.member("refund_policy", refundPolicy.tiers)
        json.member("attendee_info", attendeeInfo)
        json.member("created_at", createdAt)
        json.member("confirmed_at", confirmedAt)
        json.member("cancelled_at", cancelledAt)
    }
}

extension BookingHistory: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            booking.writeMembers(to: &json)
            json.member("timeline", changes)
        }
    }
}

extension BookingChange: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("kind", kind.rawValue)
            json.member("actor", actor.rawValue)
            json.member("at", at)
            json.member("seats", seats)
            json.member("amount", amount)
        }
    }
}

extension CancellationQuote: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("booking_id", bookingID.rawValue)
            json.member("seats", seats)
            json.member("amount_paid", amountPaid)
            json.member("amount_returned", amountReturned)
            json.member("refund_amount", refund.amount)
            json.member("refund_amount_if_filled", refund.amountIfFilled)
            json.member("refund_percent", refund.percent)
            json.member("currency", currency.code)
            json.member("reason", refund.reason.code)
            json.member("detail", refund.reason.detail)
        }
    }
}

extension ContingentRefund: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("amount", amount)
            json.member("released", released)
            json.member("status", status.rawValue)
        }
    }
}

extension CancelledBooking: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            booking.writeMembers(to: &json)
            json.member("cancellation", quote)
        }
    }
}

extension RefundQuote.Reason {
    /// Explains the refund to the guest.
    var detail: String {
        switch self {
        case .noticeGiven(let tier):
            "\(tier.percent) % is refunded \(EventFormatter.condition(tier.hoursBefore, from: "up to"))"
                + (tier.highestPercent > tier.percent
                    ? ", and \(tier.highestPercent) % in all if the place is taken again." : ".")
        case .tooLate: "It is too late for a refund under this booking's policy."
        case .noRefunds: "This booking was made without refunds."
        case .nothingPaid: "There was no payment, so there is no refund."
        case .eventMoved:
            "The time or place has changed since you booked: everything is refunded until the start."
        case .full: "The price of the seats is refunded."
        case .none: "Nothing is refunded."
        case .sum: "The facilitator chose the sum."
        }
    }
}
