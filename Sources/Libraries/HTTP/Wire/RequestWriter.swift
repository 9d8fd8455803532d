/// Writes requests as octets (RFC 9112 §3, §5).
package enum RequestWriter {
    /// What the writer itself says of the connection and the content.
    private static let own: KnownFields = [
        .host, .contentLength, .transferEncoding, .connection, .expect,
    ]

    /// The request's line, its fields and its content.
    ///
    /// Nil for what cannot be sent as it is: a method or a field name that is no token, a target
    /// that is not a path, an authority that is none, a control character in a value, or a field
    /// that is the writer's own.
    package static func octets(
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
        // Where a method is sent with content as a rule, none is worth saying (RFC 9110 §8.6).
        let length = body?.count ?? (["POST", "PUT", "PATCH"].contains(method) ? 0 : nil)
        if let length { text += "Content-Length: \(length)\r\n" }
        return Array("\(text)\r\n".utf8) + (body ?? [])
    }

    private static func isField(name: String, value: String) -> Bool {
        isToken(name) && value.utf8.span.withUnsafeBytes(Grammar.isFieldValue)
            && own.isDisjoint(with: name.utf8.span.withUnsafeBytes(KnownFields.named))
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(Grammar.isToken)
    }
}
