/// Why a call to a gateway brought nothing.
package enum GatewayFault: Error, Equatable, Sendable {
    /// It may have had its effect: only the same call under the same key is safe, or asking.
    case unknownOutcome(String)
    /// The gateway wants to be left alone for a while; nothing happened.
    case busy(retryAfterSeconds: Int64?)
    /// A final no.
    case refused(code: String, detail: String)
    /// The payment has been given back before, in whole.
    case alreadyRefunded
}

extension GatewayFault: CustomStringConvertible {
    /// What happened, for the log and for facilitators; holds no secret.
    package var description: String {
        switch self {
        case .unknownOutcome(let reason): "no certain answer: \(reason)"
        case .busy: "the gateway is busy"
        case .refused(let code, let detail): "\(code): \(detail)"
        case .alreadyRefunded: "the payment has been refunded already"
        }
    }
}
