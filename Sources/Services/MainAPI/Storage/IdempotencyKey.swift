import BookingDomain
import BookingStore
import Credentials
import HTTP

/// The `Idempotency-Key` of a request: repetitions of the request have one effect
/// (draft-ietf-httpapi-idempotency-key-header).
struct IdempotencyKey: Sendable {
    /// 1 to 255 bytes of visible ASCII.
    let text: String
    /// A keyed hash of the method, path, query, `If-Match` and body.
    private let fingerprint: [UInt8]

    /// The key of a request; nil if it has none.
    ///
    /// - Throws: `Problem` 400 for a malformed key.
    init?(_ request: Request, fingerprintKey: HMACKey) throws(Problem) {
        guard let text = request[.idempotencyKey] else { return nil }
        guard (1...255).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Problem(
                .badRequest, code: "invalid_idempotency_key",
                detail: "Idempotency-Key must be 1 to 255 visible ASCII characters.")
        }
        self.text = text
        let query = request.head.query.map { "?\($0)" } ?? ""
        let target = "\(request.method.rawValue) \(request.head.path)\(query)"
        let head = "\(target)\n\(request[.ifMatch] ?? "")\n"
        fingerprint = fingerprintKey.authenticate(Array(head.utf8) + request.body).bytes
    }

    /// The response in its stored form.
    func stored(_ response: Response) -> StoredResponse {
        StoredResponse(
            fingerprint: fingerprint, status: response.status.code,
            headers: Self.replayed.compactMap { name in
                response.fields[name].map { .init(name: "\(name.text)", value: $0.text) }
            },
            body: response.body)
    }

    /// A placeholder until the payment's gateway has responded.
    func pending(_ attempt: PaymentAttemptID) -> StoredResponse {
        StoredResponse(
            fingerprint: fingerprint, status: StoredResponse.pendingStatus, headers: [],
            body: Array("\(attempt)".utf8))
    }

    /// Checks that a stored response belongs to an equal request.
    ///
    /// - Throws: `Problem` 422 `idempotency_key_reused`.
    func check(_ stored: StoredResponse) throws(Problem) {
        guard stored.fingerprint == fingerprint else {
            throw Problem(
                .unprocessableContent, code: "idempotency_key_reused",
                detail: "The Idempotency-Key was used for a different request.")
        }
    }

    /// The stored response.
    ///
    /// - Throws: `Problem` 422 `idempotency_key_reused` if it belongs to a different request.
    func replay(_ stored: StoredResponse) throws(Problem) -> Response {
        try check(stored)
        guard let status = Status(code: stored.status) else { throw Problem.internalError }
        var response = Response(status, body: stored.body)
        for name in Self.replayed {
            let header = stored.headers.first { $0.name == "\(name.text)" }
            response.fields[name] = header.flatMap { FieldValue($0.value) }
        }
        response.fields["Idempotent-Replayed"] = "true"
        return response
    }

    /// The stored header fields; the others depend on the time of sending.
    private static let replayed: [FieldName] = [
        .contentType, .cacheControl, .entityTag, .location, .retryAfter,
    ]
}
