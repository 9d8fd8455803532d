import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract
import ServiceRuntime

extension InAppNotification: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("kind", kind.rawValue)
            json.member("message", message)
            json.member("event_id", eventID?.rawValue)
            json.member("booking_id", bookingID?.rawValue)
            json.member("created_at", createdAt)
            json.member("read_at", readAt)
        }
    }
}

extension NotificationInbox: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            page.writeMembers(to: &json)
            json.member("unread", unread)
        }
    }
}
