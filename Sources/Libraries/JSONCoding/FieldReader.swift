import TextEncoding

/// Reads the fields of a JSON object and collects all errors instead of stopping at the first.
///
/// Each call reads one field. For an invalid field it records an error and returns a placeholder
/// (`""`, 0, false, nil); `finish()` throws the recorded errors. Unknown fields are ignored.
package struct FieldReader {
    private static let maximumErrors = 100

    private let object: JSONObject
    private let path: String
    /// In the order of the checks.
    package private(set) var errors: [FieldError] = []

    package init(_ object: JSONObject) {
        self.init(object, path: "")
    }

    private init(_ object: JSONObject, path: String) {
        self.object = object
        self.path = path
    }

    /// Throws `InvalidFields` with all recorded errors, if any.
    package func finish() throws(InvalidFields) {
        guard errors.isEmpty else { throw InvalidFields(errors: errors) }
    }

    /// Whether the object has the field; it may be null.
    package func has(_ name: String) -> Bool {
        object[name] != nil
    }

    /// Records an error for each field of the object that is not in `names`.
    ///
    /// An unknown field may request less than the route does, such as the cancellation of one seat.
    package mutating func allowOnly(_ names: String...) {
        for member in object.members
        where !names.contains(where: { $0.hasSameBytes(as: member.name) }) {
            reject(
                member.name, code: "unknown",
                detail: "This request has fields that are not allowed here.")
        }
    }

    /// Records an error of the caller's own rules.
    package mutating func reject(_ name: String, code: String, detail: String) {
        record(FieldError(field: path + name, code: code, detail: detail))
    }

    /// Records an error whose detail is the field's name in words and `predicate`.
    package mutating func reject(_ name: String, code: String, predicate: String) {
        record(FieldError(field: path + name, code: code, predicate: predicate))
    }

    /// Records an error of a number outside `range`.
    mutating func reject(_ name: String, outside range: ClosedRange<Int64>) {
        record(.outOfRange(path + name, range))
    }

    /// The field's value; nil when it is absent, which is an error for a field without a default.
    mutating func value(_ name: String, hasDefault: Bool) -> JSONValue? {
        if let value = object[name] { return value }
        if !hasDefault { reject(name, code: "required", predicate: "is required.") }
        return nil
    }

    /// The field's value, or nil when it is absent or null.
    package func optionalValue(_ name: String) -> JSONValue? {
        let value = object[name]
        return value == .null ? nil : value
    }

    /// Reads an object within this one; its errors are recorded here too.
    mutating func nested<Value>(
        _ object: JSONObject, at name: String, _ body: (inout FieldReader) -> Value
    ) -> Value {
        var reader = FieldReader(object, path: path + name + ".")
        let value = body(&reader)
        for error in reader.errors { record(error) }
        return value
    }

    private mutating func record(_ error: FieldError) {
        guard errors.count < FieldReader.maximumErrors else { return }
        errors.append(error)
    }
}

/// A value that can be read from the fields of a JSON object.
package protocol FieldReadable {
    /// Reads all fields and records an error for each invalid one.
    ///
    /// An invalid field reads as a placeholder, so that one response can report all errors.
    /// `FieldReader.finish()` then throws, and the value is discarded. Nil where a field has no
    /// placeholder, after every field was read.
    init?(from fields: inout FieldReader)
}

extension FieldReadable {
    /// Reads the value from a JSON object; throws `InvalidFields` with all errors.
    package init(json value: JSONValue) throws(InvalidFields) {
        guard let object = value.object else {
            throw InvalidFields(whole: "wrong_type", "The content must be a JSON object.")
        }
        var fields = FieldReader(object)
        let value = Self(from: &fields)
        try fields.finish()
        guard let value else {
            throw InvalidFields(whole: "invalid", "The content cannot be read.")
        }
        self = value
    }
}
