/// A reader of the fields of a JSON object that collects every error instead of stopping at one.
///
/// Each call reads one field. When the field is wrong it records why and returns a stand-in (`""`,
/// 0, false, nothing); `finish()` throws what was recorded. Fields nobody asks for are ignored.
package struct FieldReader {
    /// More errors than this help nobody; the rest go unrecorded.
    private static let maximumErrors = 100

    private let object: JSONObject
    private let path: String
    private var errors: [FieldError] = []

    /// A reader of the fields of that object.
    package init(_ object: JSONObject) {
        self.init(object, path: "")
    }

    init(_ object: JSONObject, path: String) {
        self.object = object
        self.path = path
    }

    /// Throws `InvalidFields` with everything that was found wrong, if anything was.
    package func finish() throws(InvalidFields) {
        guard errors.isEmpty else { throw InvalidFields(errors: errors) }
    }

    /// Whether the field is present, be it null: what a change of some fields needs to know.
    package func has(_ name: String) -> Bool {
        object[name] != nil
    }

    /// Records that a field breaks a rule of the caller's own.
    package mutating func reject(_ name: String, code: String, detail: String) {
        record(FieldError(field: path + name, code: code, detail: detail))
    }

    /// The field's value, or nil when it is absent, which is an error unless it has a default.
    mutating func value(_ name: String, hasDefault: Bool) -> JSONValue? {
        if let value = object[name] { return value }
        if !hasDefault { reject(name, code: "required", detail: "This field is required.") }
        return nil
    }

    /// The field's value, or nil when it is absent or null.
    func optionalValue(_ name: String) -> JSONValue? {
        let value = object[name]
        return value == .null ? nil : value
    }

    /// Lets `body` read an object within this one, and takes over the errors it finds.
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
