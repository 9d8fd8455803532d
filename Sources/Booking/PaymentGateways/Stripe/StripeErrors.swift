import HTTPClient
import JSONCoding

extension GatewayError {
    /// What an answer other than 2xx of Stripe means. Docs: docs.stripe.com/error-low-level
    init(stripe answer: ClientResponse) {
        let error = (try? JSONValue(parsing: answer.body))?["error"]
        let code = error?["code"]?.string ?? error?["type"]?.string ?? "http_\(answer.status)"
        let request = answer["request-id"].map { String($0.prefix(64)) }
        let name = code + (request.map { " (\($0))" } ?? "")
        let detail = String((error?["message"]?.string ?? "").prefix(300))
        switch (answer.status, answer["stripe-should-retry"]) {
        case (429, _): self = .busy(retryAfterSeconds: answer.retryAfterSeconds)
        case (_, "true"), (409, _), (500..., _): self = .unknownOutcome(name)
        case (401, _), (403, _): self = .unauthorized(name)
        case _ where code == "charge_already_refunded": self = .alreadyRefunded
        default: self = .refused(code: code, detail: detail, request: request)
        }
    }

    /// An answer that says it succeeded and cannot be read.
    static let unreadable = GatewayError.unknownOutcome("the answer cannot be read")
}
