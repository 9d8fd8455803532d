import BookingDomain
import JSONCoding

/// A facilitator's name and contact, which CRMAPI sends to MainAPI when they change.
///
///     {"name": "Arjun Patel", "email": null, "reply_to": null, "letters": "each", "text": "…"}
package struct FacilitatorProfile: Equatable, Sendable {
    package let name: String
    package let contact: FacilitatorContact
    /// The text of the public page; nil keeps the one that MainAPI has.
    package let text: String?

    package init(name: String, contact: FacilitatorContact, text: String? = nil) {
        self.name = name
        self.contact = contact
        self.text = text
    }
}

extension FacilitatorProfile: FieldReadable {
    package init?(from fields: inout FieldReader) {
        name = fields.string("name", length: 1...200)
        text = fields.optionalString(
            "text", length: Facilitator.textLength, multiline: true)
        guard let contact = FacilitatorContact(from: &fields) else {
            if !fields.has("letters") {
                fields.reject("letters", code: "required", predicate: "is required.")
            }
            return nil
        }
        self.contact = contact
    }
}

extension FacilitatorProfile: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            contact.addMembers(to: &json)
            if let text { json.member("text", text) }
        }
    }
}

extension FacilitatorContact {
    /// Nil if the field `letters` is absent.
    init?(from fields: inout FieldReader) {
        let length = 3...EmailAddress.maximumBytes
        let rule = "must be a plain email address."
        let email = fields.optionalConverted(
            "email", length: length, expectation: rule, EmailAddress.init)
        let replyTo = fields.optionalConverted(
            "reply_to", length: length, expectation: rule, EmailAddress.init)
        guard fields.has("letters"), let letters: LetterChoice = fields.choice("letters") else {
            return nil
        }
        self.init(email: email?.text, replyTo: replyTo?.text, letters: letters)
    }

    func addMembers(to json: inout JSONWriter) {
        json.member("email", email)
        json.member("reply_to", replyTo)
        json.member("letters", letters.rawValue)
    }
}
