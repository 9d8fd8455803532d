import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract

/// A guest as they see themselves.
extension User: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("username", username)
            json.member("name", name)
            json.member("email", email)
            json.member("created_at", createdAt)
        }
    }
}

/// A guest as a facilitator sees them.
extension VisibleGuest: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("name", name)
            json.member("email", email)
        }
    }
}
