/// An error in one field of a request or a draft.
package struct FieldError: Equatable, Sendable {
    /// The path of the field, such as `title` or `refund_policy[1].percent`; empty for the whole.
    package let field: String
    /// A stable word for programs: `required`, `wrong_type`, `too_short`, `too_long`,
    /// `out_of_range`, `invalid`, or one of the caller's own.
    package let code: String
    /// A sentence for people; it never repeats input, so it is safe to show.
    package let detail: String

    package init(field: String, code: String, detail: String) {
        self.field = field
        self.code = code
        self.detail = detail
    }
}

extension FieldError: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("field", field)
            json.member("code", code)
            json.member("detail", detail)
        }
    }
}

/// All errors in the fields of one value, at least one, in the order of the checks.
package struct InvalidFields: Error, Equatable, Sendable {
    package let errors: [FieldError]

    package init(errors: [FieldError]) {
        self.errors = errors
    }

    init(whole code: String, _ detail: String) {
        errors = [FieldError(field: "", code: code, detail: detail)]
    }
}
