import JSONCoding

extension Request {
    /// Decodes the JSON content, with every field's error at once.
    ///
    /// - Throws: `Problem` 415 for another media type, 400 for what is not a JSON object, 422 for
    ///   fields that are missing or wrong.
    package func decode<Value: FieldReadable>(_ type: Value.Type = Value.self) throws -> Value {
        let object = try jsonObject()
        do throws(InvalidFields) {
            return try Value(json: .object(object))
        } catch {
            throw Problem.invalid(error.errors)
        }
    }

    /// The JSON object that the content is.
    ///
    /// - Throws: `Problem` 415 or 400.
    package func jsonObject() throws(Problem) -> JSONObject {
        try requireJSON()
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: body)
        } catch {
            throw Problem(
                .badRequest, code: "malformed_json",
                detail: "The body is not JSON: \(error.reason) (octet \(error.offset)).")
        }
        guard case .object(let object) = value else {
            throw Problem(
                .badRequest, code: "malformed_json", detail: "The body must be a JSON object.")
        }
        return object
    }

    /// A request without `Content-Type` is taken at its word; no content is taken compressed
    /// (RFC 9110 §15.5.16).
    private func requireJSON() throws(Problem) {
        if let coding = head[.contentEncoding], coding.lowercased() != "identity" {
            var problem = Problem(
                .unsupportedMediaType, code: "unsupported_media_type",
                detail: "Send the body as it is, without Content-Encoding.")
            problem.fields[.acceptEncoding] = "identity"
            throw problem
        }
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
                detail: "Send the body as Content-Type: application/json.")
        }
    }
}
