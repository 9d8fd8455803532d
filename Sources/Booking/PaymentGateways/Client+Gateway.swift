import HTTPClient

extension Client {
    /// Sends a call to a gateway.
    ///
    /// - Throws: `GatewayError.unknownOutcome` where there is no answer.
    func ask(_ call: ClientRequest) async throws(GatewayError) -> ClientResponse {
        do {
            return try await send(call)
        } catch {
            throw .unknownOutcome("\(error)")
        }
    }
}

extension ClientResponse {
    /// The seconds of `Retry-After`, where it has any.
    var retryAfterSeconds: Int64? {
        self["retry-after"].flatMap { Int64($0) }.map { min(max(0, $0), 86_400) }
    }
}
