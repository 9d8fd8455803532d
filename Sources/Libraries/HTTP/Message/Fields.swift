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
    /// The credentials, here always a bearer token (RFC 9110 §11.6.2).
    package static let authorization: FieldName = "Authorization"
    package static let cacheControl: FieldName = "Cache-Control"
    /// Makes browsers save the content to a file (RFC 6266).
    package static let contentDisposition: FieldName = "Content-Disposition"
    package static let contentEncoding: FieldName = "Content-Encoding"
    /// The resources that a page may load and run (W3C Content Security Policy Level 3).
    package static let contentSecurityPolicy: FieldName = "Content-Security-Policy"
    package static let contentType: FieldName = "Content-Type"
    /// The version of a representation, for conditional requests (RFC 9110 §8.8.3).
    package static let entityTag: FieldName = "ETag"
    /// The addresses of the client and of proxies, each added by the next proxy; not standardized.
    package static let forwardedFor: FieldName = "X-Forwarded-For"
    package static let host: FieldName = "Host"
    /// Makes retries of one request take effect once
    /// (draft-ietf-httpapi-idempotency-key-header).
    package static let idempotencyKey: FieldName = "Idempotency-Key"
    /// The versions that may be changed; any other is 412 (RFC 9110 §13.1.1).
    package static let ifMatch: FieldName = "If-Match"
    /// The versions that the client has cached; one of them is 304 (RFC 9110 §13.1.2).
    package static let ifNoneMatch: FieldName = "If-None-Match"
    /// The target of a redirect, or the address of a created resource (RFC 9110 §10.2.2).
    package static let location: FieldName = "Location"
    /// The scheme, host and port of the calling page (RFC 6454 §7).
    package static let origin: FieldName = "Origin"
    /// The request's id in logs, errors and calls to the other service; not standardized.
    package static let requestID: FieldName = "X-Request-Id"
    /// The seconds to wait before a retry (RFC 9110 §10.2.3).
    package static let retryAfter: FieldName = "Retry-After"
    /// The request fields that the response depends on, for caches (RFC 9110 §12.5.5).
    package static let vary: FieldName = "Vary"
    /// The credentials that a 401 requires, and the error of those sent (RFC 9110 §11.6.1).
    package static let wwwAuthenticate: FieldName = "WWW-Authenticate"
}
