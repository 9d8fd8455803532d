/// A response status code with its reason phrase (RFC 9110 §15).
package struct Status: Sendable, Hashable {
    /// The three-digit code.
    package let code: Int
    /// The phrase of the status line; for people only.
    package let reason: StaticString

    private init(_ code: Int, _ reason: StaticString) {
        self.code = code
        self.reason = reason
    }

    /// Whether a response of this status never has content (RFC 9110 §6.4.1).
    var forbidsContent: Bool { code == 204 || code == 304 }

    package static func == (left: Status, right: Status) -> Bool { left.code == right.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// It was done, and this is the answer (RFC 9110 §15.3.1).
    package static let ok = Status(200, "OK")
    /// Something was made; `Location` says where it is (RFC 9110 §15.3.2).
    package static let created = Status(201, "Created")
    /// It was taken and is yet to be done (RFC 9110 §15.3.3).
    package static let accepted = Status(202, "Accepted")
    /// It was done, and there is nothing to say (RFC 9110 §15.3.5).
    package static let noContent = Status(204, "No Content")
    /// The answer is at `Location`, to be fetched by GET (RFC 9110 §15.4.4).
    package static let seeOther = Status(303, "See Other")
    /// The client has this version already (RFC 9110 §15.4.5).
    package static let notModified = Status(304, "Not Modified")
    /// The request cannot be read as what it claims to be (RFC 9110 §15.5.1).
    package static let badRequest = Status(400, "Bad Request")
    /// Credentials are missing or do not hold; `WWW-Authenticate` says which (RFC 9110 §15.5.2).
    package static let unauthorized = Status(401, "Unauthorized")
    /// Reserved by the standard for the future (RFC 9110 §15.5.3).
    package static let paymentRequired = Status(402, "Payment Required")
    /// The credentials hold, and do not open this (RFC 9110 §15.5.4).
    package static let forbidden = Status(403, "Forbidden")
    /// There is no such thing, or it is not the caller's (RFC 9110 §15.5.5).
    package static let notFound = Status(404, "Not Found")
    /// The path answers other methods, which `Allow` names (RFC 9110 §15.5.6).
    package static let methodNotAllowed = Status(405, "Method Not Allowed")
    /// The request took too long to arrive (RFC 9110 §15.5.9).
    package static let requestTimeout = Status(408, "Request Timeout")
    /// The state of what is asked for stands against it (RFC 9110 §15.5.10).
    package static let conflict = Status(409, "Conflict")
    /// It was there and will not be again (RFC 9110 §15.5.11).
    package static let gone = Status(410, "Gone")
    /// What `If-Match` names is not the present version (RFC 9110 §15.5.13).
    package static let preconditionFailed = Status(412, "Precondition Failed")
    /// The content is longer than the route takes (RFC 9110 §15.5.14).
    package static let contentTooLarge = Status(413, "Content Too Large")
    /// The request line is longer than `Limits.requestLineBytes` (RFC 9110 §15.5.15).
    package static let uriTooLong = Status(414, "URI Too Long")
    /// The content is not of the type that the route takes (RFC 9110 §15.5.16).
    package static let unsupportedMediaType = Status(415, "Unsupported Media Type")
    /// `Expect` asks for something else than `100-continue` (RFC 9110 §15.5.18).
    package static let expectationFailed = Status(417, "Expectation Failed")
    /// The content can be read, and breaks a rule (RFC 9110 §15.5.21).
    package static let unprocessableContent = Status(422, "Unprocessable Content")
    /// The client has asked too often; `Retry-After` says how long to wait (RFC 6585 §4).
    package static let tooManyRequests = Status(429, "Too Many Requests")
    /// The header fields are more, or longer, than `Limits` allows (RFC 6585 §5).
    package static let requestHeaderFieldsTooLarge = Status(
        431, "Request Header Fields Too Large")
    /// Something that nobody foresaw went wrong; the log says what (RFC 9110 §15.6.1).
    package static let internalServerError = Status(500, "Internal Server Error")
    /// The method or the transfer coding is not known here at all (RFC 9110 §15.6.2).
    package static let notImplemented = Status(501, "Not Implemented")
    /// Another service gave an answer that is of no use (RFC 9110 §15.6.3).
    package static let badGateway = Status(502, "Bad Gateway")
    /// Not now; `Retry-After` says when to ask again (RFC 9110 §15.6.4).
    package static let serviceUnavailable = Status(503, "Service Unavailable")
    /// The request is neither HTTP/1.0 nor HTTP/1.1 (RFC 9110 §15.6.6).
    package static let versionNotSupported = Status(505, "HTTP Version Not Supported")

    private static let all: [Status] = [
        ok, created, accepted, noContent, seeOther, notModified, badRequest, unauthorized,
        paymentRequired, forbidden, notFound, methodNotAllowed, requestTimeout, conflict, gone,
        preconditionFailed, contentTooLarge, uriTooLong, unsupportedMediaType, expectationFailed,
        unprocessableContent, tooManyRequests, requestHeaderFieldsTooLarge, internalServerError,
        notImplemented, badGateway, serviceUnavailable, versionNotSupported,
    ]

    /// The status of a code that was stored or came from another service; nil when not in use here.
    package init?(code: Int) {
        guard let known = Status.all.first(where: { $0.code == code }) else { return nil }
        self = known
    }
}
