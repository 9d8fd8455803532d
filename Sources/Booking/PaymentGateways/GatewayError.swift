/// Why a call to a gateway brought nothing.
package enum GatewayError: Error, Equatable, Sendable {
    /// It may have had its effect: only the same call under the same key is safe, or asking.
    case unknownOutcome(String)
    /// The gateway wants to be left alone for a while; nothing happened.
    case busy(retryAfterSeconds: Int64?)
    /// The gateway does not take our key, or not for this: nothing happened, and it says nothing of
    /// what was asked. It will be taken once somebody has mended the key.
    case unauthorized(String)
    /// A final no, with the gateway's name of the call where it has one.
    case refused(code: String, detail: String, request: String? = nil)
    /// The payment has been given back before, in whole.
    case alreadyRefunded
}

extension GatewayError: CustomStringConvertible {
    /// What happened, for the log: no secret, and no words of the gateway's, which may quote a
    /// guest.
    package var description: String {
        switch self {
        case .unknownOutcome(let reason): "no certain answer: \(reason)"
        case .busy: "the gateway is busy"
        case .unauthorized(let code): "our key is not taken: \(code)"
        case .refused(let code, _, let request): code + (request.map { " (\($0))" } ?? "")
        case .alreadyRefunded: "the payment has been refunded already"
        }
    }
}
