import BookingDomain
import BookingStore
import JSONCoding

/// What cancelling would bring, and why that much.
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

/// A cancelled booking, with the quote that it was cancelled under as `cancellation`.
extension CancelledBooking: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            booking.writeMembers(to: &json)
            json.member("cancellation", quote)
        }
    }
}

extension RefundQuote.Reason {
    /// A sentence that tells the guest why they get back what they do.
    fileprivate var detail: String {
        switch self {
        case .noticeGiven(let tier):
            "\(tier.percent) % is refunded up to \(tier.hoursBefore) hours before the start."
        case .tooLate: "It is too late for a refund under this booking's policy."
        case .noRefunds: "This booking was made without refunds."
        case .nothingPaid: "Nothing was paid, so there is nothing to refund."
        }
    }
}
