/// Everything that is wrong with the fields of what a client sent.
package struct InvalidFields: Error, Equatable, Sendable {
    /// The faults in the order in which they were found; at least one.
    package let errors: [FieldError]

    /// The faults of a value, of which there must be one at least.
    package init(errors: [FieldError]) {
        self.errors = errors
    }

    /// A fault of the value as a whole rather than of one of its fields.
    static func whole(_ code: String, _ detail: String) -> InvalidFields {
        InvalidFields(errors: [FieldError(field: "", code: code, detail: detail)])
    }
}
