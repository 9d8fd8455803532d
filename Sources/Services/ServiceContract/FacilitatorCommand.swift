import JSONCoding

/// A command of CRMAPI as it travels: the facilitator, and the event's fields beside it.
///
///     {"facilitator": {"id": 2, "name": "Arjun Patel"}, "event": {"title": "…"}}
package struct FacilitatorCommand: Equatable, Sendable {
    /// On whose behalf it is, and by which name MainAPI is to know them.
    package let facilitator: FacilitatorReference
    /// What is asked for; the path says of which event.
    package let event: EventCommand

    /// The command of `facilitator` about `event`.
    package init(facilitator: FacilitatorReference, event: EventCommand) {
        self.facilitator = facilitator
        self.event = event
    }
}

extension FacilitatorCommand: FieldReadable {
    package init(from fields: inout FieldReader) {
        facilitator =
            fields.object("facilitator") { FacilitatorReference(from: &$0) }
            ?? FacilitatorReference(id: 0, name: "")
        event = fields.object("event") { EventCommand(from: &$0) } ?? EventCommand()
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
