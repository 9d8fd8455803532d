import JSONCoding

/// An error for the client: problem details with a stable code (RFC 9457).
package struct Problem: Error, Sendable {
    package var status: Status
    /// A stable name for programs, such as `event_full`.
    package var code: String
    /// A sentence for people about this occurrence.
    package var detail: String
    package var errors: [FieldError]
    /// Extension members, such as `seats_left`.
    package var members: [(name: StaticString, value: JSONValue)]
    /// Header fields of the response, such as `Retry-After`.
    package var fields: Fields

    package init(
        _ status: Status, code: String, detail: String, errors: [FieldError] = [],
        members: [(name: StaticString, value: JSONValue)] = [], fields: Fields = Fields()
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.members = members
        self.fields = fields
    }

    /// The response; its request ID helps to find the cause in the log.
    ///
    /// - Parameter root: The beginning of the address of the API's documentation.
    package func response(requestID: String, below root: RootPath = .none) -> Response {
        var json = JSONWriter(reservingCapacity: 256)
        json.object { json in
            json.member("type", "\(root.text)/docs#problem-\(code)")
            json.member("title", title)
            json.member("status", status.code)
            json.member("detail", detail)
            json.member("code", code)
            json.member("request_id", requestID)
            for (name, value) in members { json.member(name, value) }
            if !errors.isEmpty {
                json.memberArray("errors") { json in
                    for error in errors { json.element(error) }
                }
            }
        }
        var response = Response(status, fields: fields, body: json.bytes)
        response.fields[.contentType] = .problemJSON
        response.fields[.cacheControl] = .noStore
        return response
    }

    /// The code in words: the same for every occurrence (RFC 9457 §3.1.3).
    private var title: String {
        if let title = Self.titles[code] { return title }
        let words = code.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// The titles of codes that have a name in capitals.
    private static let titles = [
        "malformed_json": "Malformed JSON",
        "main_api_unavailable": "MainAPI is unavailable",
        "main_api_failed": "MainAPI has failed",
        "uri_too_long": "URI too long",
    ]
}

extension Problem {
    /// 404: the resource does not exist, or the caller may not see it.
    package static var notFound: Problem {
        Problem(.notFound, code: "not_found", detail: "Not found.")
    }

    /// 500: only the log shows the cause, under the request ID.
    package static var internalError: Problem {
        Problem(
            .internalServerError, code: "internal_error",
            detail: "An internal error occurred. Please report the request ID.")
    }

    /// 422: the fields of a readable request break rules.
    package static func invalid(_ errors: [FieldError]) -> Problem {
        Problem(
            .unprocessableContent, code: "validation_failed",
            detail: sentences(of: errors), errors: errors)
    }

    /// The details of the errors, each sentence once.
    private static func sentences(of errors: [FieldError]) -> String {
        var sentences: [String] = []
        for error in errors where !sentences.contains(error.detail) {
            sentences.append(error.detail)
        }
        return sentences.joined(separator: " ")
    }

    /// 503 with Retry-After.
    package static func unavailable(
        code: String = "overloaded", detail: String = "The service is busy; try again shortly.",
        retryAfterSeconds: Int = 1
    ) -> Problem {
        var problem = Problem(.serviceUnavailable, code: code, detail: detail)
        problem.fields[.retryAfter] = FieldValue(retryAfterSeconds)
        return problem
    }

    /// 401: credentials are missing or invalid.
    package static func unauthorized(
        detail: String, code: String = "unauthorized", error: String? = nil
    ) -> Problem {
        var problem = Problem(.unauthorized, code: code, detail: detail)
        let challenge = #"Bearer realm="booking""# + (error.map { #", error="\#($0)""# } ?? "")
        problem.fields[.wwwAuthenticate] = FieldValue(challenge)
        return problem
    }

    /// A request that could not be parsed.
    init(_ failure: ParseFailure) {
        let code =
            switch failure.status {
            case .contentTooLarge: "content_too_large"
            case .uriTooLong: "uri_too_long"
            case .requestHeaderFieldsTooLarge: "header_too_large"
            case .expectationFailed: "expectation_failed"
            case .notImplemented: "not_implemented"
            case .versionNotSupported: "version_not_supported"
            case .requestTimeout: "request_timeout"
            default: "malformed_request"
            }
        self.init(failure.status, code: code, detail: failure.reason)
    }
}
