import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract

extension FacilitatorRefund: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// Writes the members into an object that may have others.
    func writeMembers(to json: inout JSONWriter) {
        json.member("id", refund.id.rawValue)
        json.member("booking_id", refund.bookingID.rawValue)
        json.member("event_id", eventID.rawValue)
        json.member("facilitator_id", facilitatorID.rawValue)
        json.member("event", eventTitle)
        json.member("user", guestName)
        json.member("amount", refund.amount)
        json.member("currency", refund.currency.code)
        json.member("reason", refund.reason.rawValue)
        json.member("status", refund.status.rawValue)
        json.member("generation", refund.generation)
        json.member("payment_provider", refund.provider.rawValue)
        json.member("payment_id", refund.paymentID)
        json.member("refund_id", refund.remoteID)
        json.member("failure", refund.failure)
        json.member("created_at", refund.createdAt)
        json.member("updated_at", refund.updatedAt)
    }
}

extension MoneyReport: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("event_id", eventID.rawValue)
            json.member("event", title)
            json.member("sums", sums)
        }
    }
}

extension MoneyReport.Sum: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("currency", currency)
            json.member("paid_bookings", paidBookings)
            json.member("received", received)
            json.member("refunded", refunded)
            json.member("refunds_initiated", refundsInitiated)
            json.member("refunds_failed", refundsFailed)
            json.member("disputed", disputed)
            json.member("disputes_lost", disputesLost)
            json.member("returnable", returnable)
            json.member("contingent", contingent)
            json.member("net", net)
            json.member("received_offline", receivedOffline)
            json.member("refunded_offline", refundedOffline)
            json.member("to_hand_back", toHandBack)
            json.member("contingent_offline", contingentOffline)
        }
    }
}
