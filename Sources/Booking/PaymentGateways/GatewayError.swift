import HTTPClient
import JSONCoding

/// The failure of a call to a gateway.
package enum GatewayError: Error, Equatable, Sendable {
    /// The call may have had its effect: only the same call under the same key, or a query, is safe.
    case unknownOutcome(String)
    /// The gateway limits the rate of calls; the call had no effect.
    case busy(retryAfterSeconds: Int64?)
    /// The gateway refuses the API key; the call had no effect, and is valid with another key.
    case unauthorized(String)
    /// A final refusal, with the gateway's id of the call where it has one.
    case refused(code: String, detail: String, request: String? = nil)
    /// The payment was already refunded in full.
    case alreadyRefunded

    static let unreadable = GatewayError.unknownOutcome("the response cannot be read")
}

extension GatewayError: CustomStringConvertible {
    /// The error for the log, without secrets and without the gateway's sentences, which may quote
    /// a guest.
    package var description: String {
        switch self {
        case .unknownOutcome(let reason): "unknown outcome: \(reason)"
        case .busy: "the gateway is busy"
        case .unauthorized(let code): "the gateway refuses the API key: \(code)"
        case .refused(let code, _, let request): code + (request.map { " (\($0))" } ?? "")
        case .alreadyRefunded: "the payment has already been refunded"
        }
    }
}

extension Client {
    /// The JSON of a gateway's successful response.
    ///
    /// - Parameter failure: Reads the error of any other response.
    func value(
        of request: ClientRequest, _ failure: (ClientResponse) -> GatewayError
    ) async throws(GatewayError) -> JSONValue {
        let response: ClientResponse
        do {
            response = try await send(request)
        } catch {
            throw .unknownOutcome("\(error)")
        }
        guard response.isSuccess else { throw failure(response) }
        guard let value = try? JSONValue(parsing: response.body) else { throw .unreadable }
        return value
    }
}

extension ClientResponse {
    /// The seconds of `Retry-After`, at most a day.
    var retryAfterSeconds: Int64? {
        self["retry-after"].flatMap { Int64($0) }.map { min(max(0, $0), 86_400) }
    }
}
