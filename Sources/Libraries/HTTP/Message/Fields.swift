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
        guard text.utf8.span.withUnsafeBytes(Grammar.isFieldValue) else { return nil }
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

    /// No fields, to add to.
    package init() {}

    /// The first value of a name; assigning replaces every value of it, nil removes them.
    package subscript(name: FieldName) -> FieldValue? {
        get { entries.first { name.text.isEqual(ignoringCase: $0.name.text) }?.value }
        set {
            if !entries.isEmpty {
                entries.removeAll { name.text.isEqual(ignoringCase: $0.name.text) }
            }
            if let newValue { add(name, newValue) }
        }
    }

    /// Adds a value without touching those that are there, as for `Set-Cookie` or `Vary`.
    package mutating func add(_ name: FieldName, _ value: FieldValue) {
        // Most responses have some three.
        if entries.isEmpty { entries.reserveCapacity(4) }
        entries.append((name, value))
    }
}

extension FieldName {
    /// The media types that a client would have (RFC 9110 §12.5.1).
    package static let accept: FieldName = "Accept"
    /// The content codings that may be sent (RFC 9110 §12.5.3).
    package static let acceptEncoding: FieldName = "Accept-Encoding"
    /// The methods that a path answers (RFC 9110 §10.2.1).
    package static let allow: FieldName = "Allow"
    /// A client's credentials, here always a bearer token (RFC 9110 §11.6.2).
    package static let authorization: FieldName = "Authorization"
    /// Who may keep an answer, and for how long (RFC 9111 §5.2).
    package static let cacheControl: FieldName = "Cache-Control"
    /// Has browsers save the content under a file name (RFC 6266).
    package static let contentDisposition: FieldName = "Content-Disposition"
    /// How the content is compressed (RFC 9110 §8.4).
    package static let contentEncoding: FieldName = "Content-Encoding"
    /// What a page may load and run (W3C Content Security Policy Level 3).
    package static let contentSecurityPolicy: FieldName = "Content-Security-Policy"
    /// The content's media type (RFC 9110 §8.3).
    package static let contentType: FieldName = "Content-Type"
    /// The version of what is answered, for conditional requests (RFC 9110 §8.8.3).
    package static let entityTag: FieldName = "ETag"
    /// The addresses that a request came by, each written by the next proxy; no standard has it.
    package static let forwardedFor: FieldName = "X-Forwarded-For"
    /// Which host and port the client means (RFC 9110 §7.2).
    package static let host: FieldName = "Host"
    /// A client's name for one effect, however often it asks
    /// (draft-ietf-httpapi-idempotency-key-header).
    package static let idempotencyKey: FieldName = "Idempotency-Key"
    /// The versions that a change is meant for; of any other it is 412 (RFC 9110 §13.1.1).
    package static let ifMatch: FieldName = "If-Match"
    /// The versions that a client has; for one of them it is 304 (RFC 9110 §13.1.2).
    package static let ifNoneMatch: FieldName = "If-None-Match"
    /// Where a client is sent, or where what it made is (RFC 9110 §10.2.2).
    package static let location: FieldName = "Location"
    /// The scheme, host and port of the page that calls (RFC 6454 §7).
    package static let origin: FieldName = "Origin"
    /// The id that logs, errors and calls to the other service name a request by; no standard has
    /// it.
    package static let requestID: FieldName = "X-Request-Id"
    /// The seconds after which asking again may help (RFC 9110 §10.2.3).
    package static let retryAfter: FieldName = "Retry-After"
    /// The request's fields that the answer depends on, for caches (RFC 9110 §12.5.5).
    package static let vary: FieldName = "Vary"
    /// What credentials a 401 asks for, and what was wrong with those sent (RFC 9110 §11.6.1).
    package static let wwwAuthenticate: FieldName = "WWW-Authenticate"
}
