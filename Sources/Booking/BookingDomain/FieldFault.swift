/// One field of what somebody sent that breaks a rule, named as it is spelled on the wire.
package struct FieldFault: Equatable, Sendable {
    /// What kind of wrong it is; the raw value is the stable code that callers are shown.
    package enum Code: String, Sendable {
        case required
        case tooShort = "too_short"
        case tooLong = "too_long"
        case outOfRange = "out_of_range"
        case invalid
    }

    /// The field's name on the wire, such as `starts_at`.
    package let field: String
    /// What programs go by.
    package let code: Code
    /// A sentence for the one who sent it.
    package let detail: String

    /// A fault of the field spelled `field` on the wire.
    package init(field: String, code: Code, detail: String) {
        self.field = field
        self.code = code
        self.detail = detail
    }
}

/// Every field that is wrong in what somebody sent; never empty.
package struct InvalidDraft: Error, Equatable {
    /// In the order in which the fields are checked.
    package let faults: [FieldFault]
}
