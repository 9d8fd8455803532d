import TextEncoding

/// The origins whose pages may call the service (CORS protocol of the Fetch standard).
///
/// The service's own origin, at the requested host, is always allowed. Others are listed
/// one by one, without a wildcard. Credentials are never allowed, as tokens are sent in the
/// Authorization field.
package struct CORS: Sendable {
    private let origins: Set<String>

    /// - Parameter origins: The other allowed origins, such as `https://book.example.org`.
    package init(origins: Set<String>) {
        self.origins = origins
    }

    /// Whether the text is an origin as browsers send it: `http` or `https`, a host in lower case,
    /// and an optional port (RFC 6454 §6.2).
    package static func isOrigin(_ text: String) -> Bool {
        guard let url = BaseURL(text) else { return false }
        // Other characters of a host have a meaning in a Content-Security-Policy.
        let isPlain = url.authority.utf8.allSatisfy {
            ASCII.isAlphanumeric($0) || "-._:[]".utf8.contains($0)
        }
        return isPlain && url.path.isEmpty && url.text == text && ASCII.lowercased(text) == text
    }

    /// Adds the fields that let a page of an allowed origin read the response.
    func addFields(to response: Response, for head: RequestHead) -> Response {
        let origin = allowedOrigin(head)
        guard origin != nil || !origins.isEmpty else { return response }
        var response = response
        response.fields.add(.vary, "Origin")
        guard let origin else { return response }
        response.fields[.allowOrigin] = origin
        response.fields[.exposeHeaders] = "ETag, Location, Retry-After, X-Request-Id"
        return response
    }

    /// The response to a preflight; any other OPTIONS request gets `response` unchanged.
    func preflight(_ head: RequestHead, _ response: Response, methods: FieldValue) -> Response {
        guard allowedOrigin(head) != nil, head[.requestMethod] != nil else { return response }
        var response = response
        response.fields[.allowMethods] = methods
        response.fields[.allowHeaders] =
            "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
        response.fields[.maxAge] = "600"
        return response
    }

    private func allowedOrigin(_ head: RequestHead) -> FieldValue? {
        guard let origin = head[.origin], origins.contains(origin) || isOwn(origin, head) else {
            return nil
        }
        return FieldValue(origin)
    }

    private func isOwn(_ origin: String, _ head: RequestHead) -> Bool {
        let host = head.host
        guard !host.isEmpty, Self.isOrigin(origin) else { return false }
        return origin == "http://" + host || origin == "https://" + host
    }
}

extension FieldName {
    fileprivate static let allowOrigin: FieldName = "Access-Control-Allow-Origin"
    fileprivate static let allowMethods: FieldName = "Access-Control-Allow-Methods"
    fileprivate static let allowHeaders: FieldName = "Access-Control-Allow-Headers"
    fileprivate static let exposeHeaders: FieldName = "Access-Control-Expose-Headers"
    fileprivate static let maxAge: FieldName = "Access-Control-Max-Age"
    fileprivate static let requestMethod: FieldName = "Access-Control-Request-Method"
}
