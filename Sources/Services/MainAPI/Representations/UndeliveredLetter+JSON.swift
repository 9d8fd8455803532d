import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract

extension UndeliveredLetter: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("kind", kind)
            json.member("status", nextAttemptAt == nil ? "given_up" : "retrying")
            json.member("booking_id", bookingID.rawValue)
            json.member("event_id", eventID.rawValue)
            json.member("facilitator_id", facilitatorID.rawValue)
            json.member("event_title", eventTitle)
            json.memberObject("user") { json in
                json.member("id", guestID?.rawValue)
                json.member("name", guestName)
            }
            json.member("attempts", attempts)
            json.member("created_at", createdAt)
            json.member("next_attempt_at", nextAttemptAt)
        }
    }
}
