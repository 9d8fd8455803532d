/// A request method this server knows (RFC 9110 §9, RFC 5789); any other is answered 501.
package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
    /// Known, so that it is 405 where GET would do and not 501; no route answers it
    /// (draft-ietf-httpbis-safe-method-w-body).
    case query = "QUERY"
    case trace = "TRACE"
    case connect = "CONNECT"

    /// Reads a method token as it came on the wire; methods are case-sensitive (RFC 9110 §9.1).
    init?(_ token: UnsafeRawBufferPointer) {
        switch token.count {
        case 3 where token.isEqual(to: "GET"): self = .get
        case 3 where token.isEqual(to: "PUT"): self = .put
        case 4 where token.isEqual(to: "POST"): self = .post
        case 4 where token.isEqual(to: "HEAD"): self = .head
        case 5 where token.isEqual(to: "PATCH"): self = .patch
        case 5 where token.isEqual(to: "QUERY"): self = .query
        case 5 where token.isEqual(to: "TRACE"): self = .trace
        case 6 where token.isEqual(to: "DELETE"): self = .delete
        case 7 where token.isEqual(to: "OPTIONS"): self = .options
        case 7 where token.isEqual(to: "CONNECT"): self = .connect
        default: return nil
        }
    }
}
