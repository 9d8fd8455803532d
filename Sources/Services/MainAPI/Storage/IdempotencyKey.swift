import BookingStore
import Credentials
import HTTP

/// The key under which a client asks for one effect however often it asks
/// (draft-ietf-httpapi-idempotency-key-header).
struct IdempotencyKey: Sendable {
    /// The key, 1 to 255 octets of visible ASCII.
    let text: String
    /// What was asked under it: method, path, `If-Match` and content, keyed and hashed.
    private let fingerprint: [UInt8]

    /// The key of a request; nil where it has none.
    ///
    /// - Throws: `Problem` 400 for one that is no key.
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
        let head = "\(request.method.rawValue) \(request.head.path)\n\(request[.ifMatch] ?? "")\n"
        let asked = Array(head.utf8) + request.body
        fingerprint = fingerprintKey.authenticate(asked).bytes
    }

    /// The answer as it is kept.
    func answer(_ response: Response) -> StoredAnswer {
        StoredAnswer(
            fingerprint: fingerprint, status: response.status.code,
            headers: Self.replayed.compactMap { name in
                response.fields[name].map { .init(name: "\(name.text)", value: $0.text) }
            },
            body: response.body)
    }

    /// The first answer again.
    ///
    /// - Throws: `Problem` 422 `idempotency_key_reused` when something else was asked then.
    func replay(_ stored: StoredAnswer) throws(Problem) -> Response {
        guard stored.fingerprint == fingerprint, let status = Status(code: stored.status) else {
            throw Problem(
                .unprocessableContent, code: "idempotency_key_reused",
                detail: "This Idempotency-Key came with another request before.")
        }
        var response = Response(status, body: stored.body)
        for name in Self.replayed {
            let header = stored.headers.first { $0.name == "\(name.text)" }
            response.fields[name] = header.flatMap { FieldValue($0.value) }
        }
        response.fields["Idempotent-Replayed"] = "true"
        return response
    }

    /// The fields that belong to the answer and not to the moment of sending it.
    private static let replayed: [FieldName] = [
        .contentType, .cacheControl, .entityTag, .location, .retryAfter,
    ]
}
