import JSONCoding

extension Request {
    /// Decodes the JSON content and reports the errors of all fields together.
    ///
    /// - Throws: `Problem` 415 for another media type, 400 for content that is not a JSON object,
    ///   422 for missing or wrong fields.
    package func decode<Value: FieldReadable>(_ type: Value.Type = Value.self) throws -> Value {
        let object = try jsonObject()
        do throws(InvalidFields) {
            return try Value(json: .object(object))
        } catch {
            throw Problem.invalid(error.errors)
        }
    }

    /// Decodes the content; no content is an object without fields.
    package func decodeOptional<Value: FieldReadable>(
        _ type: Value.Type = Value.self
    ) throws -> Value {
        guard body.isEmpty else { return try decode() }
        do throws(InvalidFields) {
            return try Value(json: .object(JSONObject()))
        } catch {
            throw Problem.invalid(error.errors)
        }
    }

    /// Checks that the content is empty or an object without fields.
    package func requireNoFields() throws(Problem) {
        guard !body.isEmpty else { return }
        var fields = FieldReader(try jsonObject())
        fields.allowOnly()
        if !fields.errors.isEmpty { throw .invalid(fields.errors) }
    }

    /// Parses the content as a JSON object.
    ///
    /// - Throws: `Problem` 415 or 400.
    package func jsonObject() throws(Problem) -> JSONObject {
        try requireJSON()
        guard !body.isEmpty else {
            throw Problem(.badRequest, code: "malformed_json", detail: "The body is empty.")
        }
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: body)
        } catch {
            throw Problem(
                .badRequest, code: "malformed_json",
                detail: "The body is not JSON (byte \(error.offset)). \(error.reason)")
        }
        guard case .object(let object) = value else {
            throw Problem(
                .badRequest, code: "malformed_json", detail: "The body must be a JSON object.")
        }
        return object
    }

    /// Accepts a request without `Content-Type`.
    private func requireJSON() throws(Problem) {
        try requireNoContentEncoding()
        let isJSON = head.withValue(of: .contentType) { value in
            let end = value.firstIndex(of: UInt8(ascii: ";")) ?? value.count
            let media = UnsafeRawBufferPointer(rebasing: value[..<end]).trimmingWhitespace
            return media.isEqual(ignoringCase: "application/json")
                || media.hasPrefix(ignoringCase: "application/")
                    && media.suffix(5).elementsEqual("+json".utf8)
        }
        guard isJSON ?? true else {
            throw Problem(
                .unsupportedMediaType, code: "unsupported_media_type",
                detail: "Send the body with Content-Type: application/json.")
        }
    }
}
