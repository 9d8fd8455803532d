import BookingDomain
import BookingStore
import JSONCoding

extension CancellationQuote: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("booking_id", bookingID.rawValue)
            json.member("seats", seats)
            json.member("amount_paid", amountPaid)
            json.member("amount_returned", amountReturned)
            json.member("refund_amount", refund.amount)
            json.member("refund_percent", refund.percent)
            json.member("currency", currency.code)
            json.member("reason", refund.reason.code)
            json.member("detail", refund.reason.detail)
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
    fileprivate var detail: String {
        switch self {
        case .noticeGiven(let tier):
            "\(tier.percent) % is refunded up to \(tier.hoursBefore) hours before the start."
        case .tooLate: "It is too late for a refund under this booking's policy."
        case .noRefunds: "This booking was made without refunds."
        case .nothingPaid: "Nothing was paid, so there is nothing to refund."
        case .eventMoved:
            "The time or place has changed since you booked: everything is refunded until the start."
        }
    }
}
