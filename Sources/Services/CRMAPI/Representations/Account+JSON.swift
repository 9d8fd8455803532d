import BookingDomain
import JSONCoding

/// The account, for its own facilitator.
extension Account: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("username", username)
            json.member("name", name)
            json.member("email", email)
            json.member("email_confirmed", isEmailConfirmed)
            json.member("confirmed_email", confirmedEmail)
            json.member("reply_to", replyTo)
            json.member("letters", letters.rawValue)
            json.member("text", text)
        }
    }
}
