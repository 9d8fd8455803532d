/// What is wrong with one field of what a client sent.
package struct FieldError: Equatable, Sendable {
    /// The path of the field, such as `title` or `refund_policy[1].percent`; empty for the whole.
    package let field: String

    /// A stable word for programs: `required`, `wrong_type`, `too_short`, `too_long`,
    /// `out_of_range`, `invalid`, or one of the caller's own rules.
    package let code: String

    /// A sentence for people, safe to show: it repeats nothing of what was sent.
    package let detail: String

    /// An error of these parts.
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
