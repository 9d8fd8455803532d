/// An error in one field of a request or a draft.
package struct FieldError: Equatable, Sendable {
    /// The path of the field, such as `title` or `refund_policy[1].percent`; empty for the whole.
    package let field: String
    /// A stable word for programs: `required`, `wrong_type`, `too_short`, `too_long`,
    /// `out_of_range`, `invalid`, or one of the caller's own.
    package let code: String
    /// Full sentences for people; they never repeat input, so they are safe to show.
    package let detail: String

    package init(field: String, code: String, detail: String) {
        self.field = field
        self.code = code
        self.detail = detail
    }

    /// An error whose detail names the field in words, followed by `predicate`.
    ///
    /// - Parameter field: A path of names that the program knows; the detail repeats it.
    package init(field: String, code: String, predicate: String) {
        self.init(field: field, code: code, detail: "\(Self.subject(of: field)) \(predicate)")
    }

    /// An error of a number outside `range`.
    package static func outOfRange(_ field: String, _ range: ClosedRange<Int64>) -> FieldError {
        let predicate =
            switch (range.lowerBound, range.upperBound) {
            case (.min, .max): "has too many digits."
            case (1, .max): "must be a positive whole number."
            case (let least, .max): "must be at least \(least)."
            case (let least, let most): "must be from \(least) to \(most)."
            }
        return FieldError(field: field, code: "out_of_range", predicate: predicate)
    }

    /// The path in words: “The percent of item 2 of the refund policy” for `refund_policy[1].percent`.
    private static func subject(of path: String) -> String {
        let phrase = path.split(separator: ".").reversed().map(noun).joined(separator: " of ")
        return phrase.prefix(1).uppercased() + phrase.dropFirst()
    }

    private static func noun(_ component: Substring) -> String {
        let parts = component.split(separator: "[")
        let name = String(parts.first ?? "content")
        let words = nouns[name] ?? name.replacing("_id", with: " ID").replacing("_", with: " ")
        guard parts.count > 1, let index = Int(parts[1].dropLast()) else { return "the \(words)" }
        return "item \(index + 1) of the \(words)"
    }

    /// The fields whose names are no nouns or could be misunderstood.
    private static let nouns = [
        "id": "ID", "email": "email address", "starts_at": "start", "ends_at": "end",
        "seats": "number of seats", "hours_before": "number of hours",
        "from": "start of the period",
        "to": "end of the period", "q": "search text", "amount_paid": "amount paid",
        "occurred_at": "time of the change", "ids": "list of IDs", "paid": "payment",
        "starts_on": "start", "duration_minutes": "duration", "except": "exceptions",
    ]
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
