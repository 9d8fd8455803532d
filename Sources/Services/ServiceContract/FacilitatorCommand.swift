import BookingDomain
import JSONCoding

/// A facilitator's command to create or edit an event, which CRMAPI forwards to MainAPI.
///
///     {"facilitator": {"id": 2, "name": "Arjun Patel"}, "event": {"title": "…"}}
package struct FacilitatorCommand: Equatable, Sendable {
    package let facilitator: Facilitator
    /// Nil keeps the contact that MainAPI has.
    package let contact: FacilitatorContact?
    /// The event's fields as the facilitator sent them; MainAPI validates them.
    package let event: JSONObject

    package init(
        facilitator: Facilitator, contact: FacilitatorContact? = nil, event: JSONObject
    ) {
        self.facilitator = facilitator
        self.contact = contact
        self.event = event
    }
}

extension FacilitatorCommand: FieldReadable {
    package init?(from fields: inout FieldReader) {
        let profile = fields.object("facilitator") { fields in
            (Facilitator(from: &fields), FacilitatorContact(from: &fields))
        }
        event = fields.object("event")
        guard let profile else { return nil }
        (facilitator, contact) = profile
    }
}

extension FacilitatorCommand: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.memberObject("facilitator") { json in
                json.member("id", facilitator.id.rawValue)
                json.member("name", facilitator.name)
                contact?.addMembers(to: &json)
            }
            json.member("event", event)
        }
    }
}

extension Facilitator: FieldReadable {
    package init(from fields: inout FieldReader) {
        self.init(
            id: FacilitatorID(fields.integer("id", in: WireID.range)),
            name: fields.string("name", length: 1...200))
    }
}

extension Facilitator: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("name", name)
        }
    }
}
