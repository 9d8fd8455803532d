/// A known request method (RFC 9110 §9, RFC 5789); any other is answered with 501.
package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
    /// No route has it; as a known method it is answered with 405 and not 501
    /// (draft-ietf-httpbis-safe-method-w-body).
    case query = "QUERY"
    case trace = "TRACE"
    case connect = "CONNECT"

    /// Methods are case-sensitive (RFC 9110 §9.1).
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
