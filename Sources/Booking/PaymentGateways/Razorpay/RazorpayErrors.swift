import HTTPClient
import JSONCoding

extension GatewayError {
    /// What an answer other than 200 of Razorpay means. Docs: razorpay.com/docs/errors
    init(razorpay answer: ClientResponse) {
        let error = (try? JSONValue(parsing: answer.body))?["error"]
        let code = error?["code"]?.string ?? "http_\(answer.status)"
        let detail = String((error?["description"]?.string ?? "").prefix(300))
        switch answer.status {
        case 429: self = .busy(retryAfterSeconds: answer.retryAfterSeconds)
        case 409 where !detail.contains("different request"), 500...:
            self = .unknownOutcome(code)
        case 401, 403: self = .unauthorized(code)
        case _ where detail.contains("fully refunded already"): self = .alreadyRefunded
        default: self = .refused(code: code, detail: detail)
        }
    }
}
