import BookingDomain
import JSONCoding

/// A facilitator's command to create or edit an event, which CRMAPI forwards to MainAPI.
///
///     {"facilitator": {"id": 2, "name": "Arjun Patel"}, "event": {"title": "…"}}
package struct FacilitatorCommand: Equatable, Sendable {
    package let facilitator: Facilitator
    /// The event's fields as the facilitator sent them; MainAPI validates them.
    package let event: JSONObject

    package init(facilitator: Facilitator, event: JSONObject) {
        self.facilitator = facilitator
        self.event = event
    }
}

extension FacilitatorCommand: FieldReadable {
    package init?(from fields: inout FieldReader) {
        let facilitator = fields.object("facilitator") { Facilitator(from: &$0) }
        event = fields.object("event")
        guard let facilitator else { return nil }
        self.facilitator = facilitator
    }
}

extension FacilitatorCommand: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("facilitator", facilitator)
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
