/// The name of a header field (RFC 9110 §5.1).
///
/// Only a literal can become one, so a name that came from outside never reaches a response.
package struct FieldName: Sendable, ExpressibleByStringLiteral {
    /// The name as it is written to the wire.
    package let text: StaticString

    package init(stringLiteral text: StaticString) {
        self.text = text
    }

    /// Whether both are the same name; field names are case-insensitive.
    func matches(_ other: UnsafeRawBufferPointer) -> Bool {
        other.isEqual(ignoringCase: text)
    }
}

/// The value of a response's header field (RFC 9110 §5.5).
///
/// The failable initializer is the only door for text made at run time: a CR, LF, NUL or other
/// control character cannot get in, and so cannot split a response.
package struct FieldValue: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The value as it is written to the wire.
    package let text: String

    package init(stringLiteral text: StaticString) {
        self.text = "\(text)"
    }

    /// Takes visible text, spaces and tabs; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy(Grammar.isFieldValueOctet) else { return nil }
        self.text = text
    }

    /// A decimal number.
    package init(_ number: Int) {
        text = String(number)
    }
}

/// The header fields of a response, in the order in which they are sent.
package struct Fields: Sendable {
    private(set) var entries: [(name: FieldName, value: FieldValue)] = []

    package init() {}

    /// The first value of a name; assigning replaces every value of it, nil removes them.
    package subscript(name: FieldName) -> FieldValue? {
        get { entries.first { name.text.isEqual(ignoringCase: $0.name.text) }?.value }
        set {
            if !entries.isEmpty {
                entries.removeAll { name.text.isEqual(ignoringCase: $0.name.text) }
            }
            if let newValue { entries.append((name, newValue)) }
        }
    }

    /// Adds a value without touching those that are there, as for `Set-Cookie` or `Vary`.
    package mutating func add(_ name: FieldName, _ value: FieldValue) {
        entries.append((name, value))
    }
}

extension FieldName {
    package static let accept: FieldName = "Accept"
    package static let allow: FieldName = "Allow"
    package static let authorization: FieldName = "Authorization"
    package static let cacheControl: FieldName = "Cache-Control"
    package static let contentDisposition: FieldName = "Content-Disposition"
    package static let contentEncoding: FieldName = "Content-Encoding"
    package static let contentSecurityPolicy: FieldName = "Content-Security-Policy"
    package static let contentType: FieldName = "Content-Type"
    package static let entityTag: FieldName = "ETag"
    package static let forwardedFor: FieldName = "X-Forwarded-For"
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
