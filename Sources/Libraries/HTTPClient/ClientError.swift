/// A request without a response.
package struct ClientError: Error, CustomStringConvertible {
    /// How far the exchange came.
    package enum Kind: Sendable {
        /// Nothing of the request was sent, so it has no effect.
        case notSent
        /// The connection ended before a whole response; the request's effect is unknown.
        case noResponse
        /// The response did not arrive in time; the request's effect is unknown.
        case timedOut
        /// The response is malformed or too long.
        case invalidResponse
    }

    package let kind: Kind
    /// The reason, for the log.
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    static let closed = "the client is closed"
    static let timeout = "the response took too long"
    static let tooLong = "the response is too long"
    static let invalid = "the path or a header field is invalid"
}
