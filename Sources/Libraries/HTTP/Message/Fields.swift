/// The name of a header field (RFC 9110 §5.1).
///
/// Only literals can be names, so a response never has a field name from a client.
package struct FieldName: Sendable, ExpressibleByStringLiteral {
    package let text: StaticString

    package init(stringLiteral text: StaticString) {
        self.text = text
    }

    /// Field names are case-insensitive.
    func matches(_ other: UnsafeRawBufferPointer) -> Bool {
        other.isEqual(ignoringCase: text)
    }
}

/// The value of a response's header field (RFC 9110 §5.5).
///
/// Text made at run time passes the failable initializer, which rejects CR, LF, NUL and other
/// control characters. A value can therefore not split a response.
package struct FieldValue: Sendable, Hashable, ExpressibleByStringLiteral {
    package let text: String

    package init(stringLiteral text: StaticString) {
        self.text = "\(text)"
    }

    /// Nil for text with a control character other than a tab.
    package init?(_ text: String) {
        guard text.utf8.span.withUnsafeBytes(Grammar.isFieldValue) else { return nil }
        self.text = text
    }

    package init(_ number: Int) {
        text = String(number)
    }
}

/// The header fields of a response, in the order in which they are sent.
package struct Fields: Sendable {
    private(set) var entries: [(name: FieldName, value: FieldValue)] = []

    package init() {}

    /// The first value of a name. Assignment replaces all its values; nil removes them.
    package subscript(name: FieldName) -> FieldValue? {
        get { entries.first { name.text.isEqual(ignoringCase: $0.name.text) }?.value }
        set {
            if !entries.isEmpty {
                entries.removeAll { name.text.isEqual(ignoringCase: $0.name.text) }
            }
            if let newValue { add(name, newValue) }
        }
    }

    /// Adds a value and keeps existing ones, as needed for `Vary`.
    package mutating func add(_ name: FieldName, _ value: FieldValue) {
        // Most responses have about three fields.
        if entries.isEmpty { entries.reserveCapacity(4) }
        entries.append((name, value))
    }
}

extension FieldName {
    package static let accept: FieldName = "Accept"
    package static let acceptEncoding: FieldName = "Accept-Encoding"
    package static let allow: FieldName = "Allow"
    package static let authorization: FieldName = "Authorization"
    package static let cacheControl: FieldName = "Cache-Control"
    package static let contentDisposition: FieldName = "Content-Disposition"
    package static let contentEncoding: FieldName = "Content-Encoding"
    package static let contentSecurityPolicy: FieldName = "Content-Security-Policy"
    package static let contentType: FieldName = "Content-Type"
    package static let entityTag: FieldName = "ETag"
    /// Each proxy adds the address of its peer at the end; not standardized.
    package static let forwardedFor: FieldName = "X-Forwarded-For"
    package static let host: FieldName = "Host"
    /// draft-ietf-httpapi-idempotency-key-header.
    package static let idempotencyKey: FieldName = "Idempotency-Key"
    package static let ifMatch: FieldName = "If-Match"
    package static let ifNoneMatch: FieldName = "If-None-Match"
    package static let location: FieldName = "Location"
    package static let origin: FieldName = "Origin"
    package static let requestID: FieldName = "X-Request-Id"
    package static let retryAfter: FieldName = "Retry-After"
    package static let vary: FieldName = "Vary"
    package static let wwwAuthenticate: FieldName = "WWW-Authenticate"
}
