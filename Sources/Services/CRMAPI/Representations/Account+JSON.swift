import BookingDomain
import JSONCoding

/// The account, for its own facilitator.
extension Account: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    /// Writes the members into an object that may have others.
    func writeMembers(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("username", username)
        json.member("name", name)
        json.member("role", role.rawValue)
        json.member("email", email)
        json.member("email_confirmed", isEmailConfirmed)
        json.member("confirmed_email", confirmedEmail)
        json.member("reply_to", replyTo)
        json.member("letters", letters.rawValue)
        json.member("text", text)
    }
}

/// An account for the owner, with the link to its first or next password if there is one to hand over.
struct AccountForOwner: JSONWritable {
    let account: Account
    /// Nil if the link went out by letter, or there is none.
    var passwordURL: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            account.writeMembers(to: &json)
            json.member("disabled", account.isDisabled)
            json.member("password_url", passwordURL)
        }
    }
}
