import BookingDomain
import JSONCoding
import Timekeeping

/// The state of MainAPI's database that CRMAPI needs for its commands and after a restoration.
package struct InstallationReport: Equatable, Sendable {
    /// Identifies the database.
    package let installation: String
    /// Nil if the database was never restored.
    package let restoredAt: Timestamp?
    /// The number of guests that were erased again since then.
    package let erasedAgain: Int64
    package let disabledFacilitators: [Int64]

    package init(
        installation: String, restoredAt: Timestamp?, erasedAgain: Int64,
        disabledFacilitators: [Int64]
    ) {
        self.installation = installation
        self.restoredAt = restoredAt
        self.erasedAgain = erasedAgain
        self.disabledFacilitators = disabledFacilitators
    }
}

extension InstallationReport: FieldReadable {
    package init(from fields: inout FieldReader) {
        self.init(
            installation: fields.string("installation", length: 0...64),
            restoredAt: fields.optionalTimestamp("restored_at"),
            erasedAgain: fields.integer("erased_again", in: 0...Int64.max),
            disabledFacilitators: DisabledFacilitators(from: &fields).ids)
    }
}

extension InstallationReport: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("installation", installation)
            json.member("restored_at", restoredAt)
            json.member("erased_again", erasedAgain)
            DisabledFacilitators(ids: disabledFacilitators).writeMember(to: &json)
        }
    }
}

/// The facilitators whose accounts CRMAPI has disabled: `{"disabled_facilitators": [{"id": 3}]}`.
package struct DisabledFacilitators: Equatable, Sendable {
    package let ids: [Int64]

    package init(ids: [Int64]) { self.ids = ids }
}

extension DisabledFacilitators: FieldReadable {
    package init(from fields: inout FieldReader) {
        ids = fields.array("disabled_facilitators", count: 0...10_000) { facilitator in
            facilitator.integer("id", in: WireID.range)
        }
    }
}

extension DisabledFacilitators: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { writeMember(to: &$0) }
    }

    fileprivate func writeMember(to json: inout JSONWriter) {
        json.memberArray("disabled_facilitators") { json in
            for id in ids { json.object { $0.member("id", id) } }
        }
    }
}
