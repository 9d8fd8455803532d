import BookingDomain
import JSONCoding

/// A facilitator's command to create or edit an event or a series, which CRMAPI forwards to MainAPI.
///
///     {"facilitator": {"id": 2, "name": "Arjun Patel"}, "event": {"title": "…"}}
package struct FacilitatorCommand: Equatable, Sendable {
    /// The most that a facilitator may send; two texts of 10,000 characters take 240 KB if all are
    /// escaped.
    package static let maximumFieldBytes = 262_144
    /// Includes the facilitator.
    package static let maximumBytes = 524_288

    package let facilitator: Facilitator
    /// Nil keeps the contact that MainAPI has.
    package let contact: FacilitatorContact?
    /// The fields of the event or the series as the facilitator sent them; MainAPI validates them.
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
