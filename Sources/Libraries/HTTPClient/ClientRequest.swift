/// A request to the client's service.
package struct ClientRequest: Sendable {
    /// In capital letters.
    package var method: String
    /// Path and query.
    package var path: String
    /// Header fields by name; each name occurs once.
    package var fields: [String: String]
    package var body: [UInt8]?
    /// Whether the client may send it again after a kept connection ended before any response
    /// (RFC 9112 §9.3.1); true at first for idempotent methods (RFC 9110 §9.2.2).
    package var isRepeatable: Bool

    /// - Parameter contentType: The body's media type, unless `fields` has a `Content-Type`; a
    ///   request without a body has none.
    package init(
        _ method: String, _ path: String, fields: [String: String] = [:], body: [UInt8]? = nil,
        contentType: String = "application/json"
    ) {
        self.method = method
        self.path = path
        self.fields = fields
        self.body = body
        isRepeatable = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method)
        if body != nil, fields["Content-Type"] == nil { self.fields["Content-Type"] = contentType }
    }
}
