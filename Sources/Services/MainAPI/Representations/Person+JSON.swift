import BookingDomain
import BookingStore
import JSONCoding
import ServiceContract

/// The account, for its own guest only.
extension User: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// Writes the members into an object that may have others.
    func writeMembers(to json: inout JSONWriter) {
        json.member("id", id.rawValue)
        json.member("username", username)
        json.member("name", name)
        json.member("email", email)
        json.member("email_confirmed", isEmailConfirmed)
        json.member("confirmed_email", confirmedEmail)
        json.member("created_at", createdAt)
    }
}

/// A guest, for a facilitator.
extension VisibleGuest: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("name", name)
            json.member("email", email)
            json.member("has_booked", hasBooked)
        }
    }
}
