import JSONCoding
import Timekeeping

extension NotifiedBooking: JSONWritable {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("booking_id", bookingID)
            json.member("user", user)
            json.member("user_id", userID)
            json.member("event", event)
            json.member("event_id", eventID)
            json.member("facilitator_id", facilitatorID)
            json.member("seats", seats)
            json.member("status", status)
            json.member("payment_status", paymentStatus)
            json.member("amount_paid", amountPaid)
            json.member("currency", currency)
            json.member("occurred_at", occurredAt?.rfc3339)
            json.member("notified_at", notifiedAt.rfc3339)
        }
    }
}
