import JSONCoding

/// The facilitator on whose behalf CRMAPI commands: MainAPI keeps both beside their events.
package struct FacilitatorReference: Equatable, Sendable {
    /// CRMAPI's id of their account, 1 or more.
    package let id: Int64
    /// What guests read beside the event: 1–200 characters.
    package let name: String

    /// The facilitator with this id, by their present name.
    package init(id: Int64, name: String) {
        self.id = id
        self.name = name
    }
}

extension FacilitatorReference: FieldReadable {
    package init(from fields: inout FieldReader) {
        id = fields.integer("id", in: WireID.range)
        name = fields.string("name", length: 1...200)
    }
}

extension FacilitatorReference: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
        }
    }
}
