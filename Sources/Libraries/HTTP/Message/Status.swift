/// A response status code with its reason phrase (RFC 9110 §15).
package struct Status: Sendable, Hashable {
    /// The three-digit code.
    package let code: Int
    package let reason: StaticString

    private init(_ code: Int, _ reason: StaticString) {
        self.code = code
        self.reason = reason
    }

    /// RFC 9110 §6.4.1.
    var forbidsContent: Bool { code == 204 || code == 304 }

    package static func == (left: Status, right: Status) -> Bool { left.code == right.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    package static let ok = Status(200, "OK")
    /// `Location` has the address of the new resource (RFC 9110 §15.3.2).
    package static let created = Status(201, "Created")
    package static let noContent = Status(204, "No Content")
    /// The result is at `Location`, for a GET (RFC 9110 §15.4.4).
    package static let seeOther = Status(303, "See Other")
    /// The client has the current version (RFC 9110 §15.4.5).
    package static let notModified = Status(304, "Not Modified")
    package static let badRequest = Status(400, "Bad Request")
    /// Credentials are missing or invalid; see `WWW-Authenticate` (RFC 9110 §15.5.2).
    package static let unauthorized = Status(401, "Unauthorized")
    /// The credentials are valid but not sufficient (RFC 9110 §15.5.4).
    package static let forbidden = Status(403, "Forbidden")
    /// The resource does not exist, or the principal may not know of it (RFC 9110 §15.5.5).
    package static let notFound = Status(404, "Not Found")
    /// `Allow` has the methods of the path (RFC 9110 §15.5.6).
    package static let methodNotAllowed = Status(405, "Method Not Allowed")
    package static let requestTimeout = Status(408, "Request Timeout")
    /// The resource's state does not permit the request (RFC 9110 §15.5.10).
    package static let conflict = Status(409, "Conflict")
    /// `If-Match` does not name the current version (RFC 9110 §15.5.13).
    package static let preconditionFailed = Status(412, "Precondition Failed")
    package static let contentTooLarge = Status(413, "Content Too Large")
    /// The request line exceeds `Limits.requestLineBytes` (RFC 9110 §15.5.15).
    package static let uriTooLong = Status(414, "URI Too Long")
    package static let unsupportedMediaType = Status(415, "Unsupported Media Type")
    /// `Expect` is not `100-continue` (RFC 9110 §15.5.18).
    package static let expectationFailed = Status(417, "Expectation Failed")
    /// The content is well-formed but breaks a rule (RFC 9110 §15.5.21).
    package static let unprocessableContent = Status(422, "Unprocessable Content")
    /// RFC 6585 §4.
    package static let tooManyRequests = Status(429, "Too Many Requests")
    /// RFC 6585 §5.
    package static let requestHeaderFieldsTooLarge = Status(
        431, "Request Header Fields Too Large")
    /// An unexpected error, whose cause is logged (RFC 9110 §15.6.1).
    package static let internalServerError = Status(500, "Internal Server Error")
    package static let notImplemented = Status(501, "Not Implemented")
    package static let badGateway = Status(502, "Bad Gateway")
    package static let serviceUnavailable = Status(503, "Service Unavailable")
    package static let versionNotSupported = Status(505, "HTTP Version Not Supported")

    private static let all: [Status] = [
        ok, created, noContent, seeOther, notModified, badRequest, unauthorized,
        forbidden, notFound, methodNotAllowed, requestTimeout, conflict,
        preconditionFailed, contentTooLarge, uriTooLong, unsupportedMediaType, expectationFailed,
        unprocessableContent, tooManyRequests, requestHeaderFieldsTooLarge, internalServerError,
        notImplemented, badGateway, serviceUnavailable, versionNotSupported,
    ]

    /// The status of a stored or received code; nil for an unused one.
    package init?(code: Int) {
        guard let known = Status.all.first(where: { $0.code == code }) else { return nil }
        self = known
    }
}
