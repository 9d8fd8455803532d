/// Serializes requests (RFC 9112 §3, §5).
package enum RequestWriter {
    /// The fields of the connection and the content, which callers must not set.
    private static let reserved: KnownFields = [
        .host, .contentLength, .transferEncoding, .connection, .expect,
    ]

    /// The request line, the fields and the content.
    ///
    /// Nil if a part is invalid: a method or field name that is not a token, a target that is not
    /// a path, an invalid authority, a control character in a value, or a reserved field.
    package static func serialize(
        _ method: String, _ target: String, authority: String, fields: [String: String],
        body: [UInt8]?
    ) -> [UInt8]? {
        guard isToken(method), target.utf8.first == UInt8(ascii: "/"),
            target.utf8.allSatisfy(Grammar.isTarget),
            authority.utf8.span.withUnsafeBytes({ Authority.isValid($0) }),
            fields.allSatisfy(isField)
        else { return nil }
        var text = "\(method) \(target) HTTP/1.1\r\nHost: \(authority)\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        // These methods usually have content, so its absence is stated (RFC 9110 §8.6).
        let length = body?.count ?? (["POST", "PUT", "PATCH"].contains(method) ? 0 : nil)
        if let length { text += "Content-Length: \(length)\r\n" }
        return Array("\(text)\r\n".utf8) + (body ?? [])
    }

    private static func isField(name: String, value: String) -> Bool {
        isToken(name) && value.utf8.span.withUnsafeBytes(Grammar.isFieldValue)
            && reserved.isDisjoint(with: name.utf8.span.withUnsafeBytes(KnownFields.named))
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(Grammar.isToken)
    }
}
