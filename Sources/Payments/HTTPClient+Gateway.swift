import HTTPCalls

extension HTTPClient {
    /// Sends a call to a gateway.
    ///
    /// - Throws: `GatewayFault.unknownOutcome` where there is no answer.
    func ask(_ call: HTTPCall) async throws(GatewayFault) -> HTTPAnswer {
        do {
            return try await send(call)
        } catch {
            throw .unknownOutcome("\(error)")
        }
    }
}

extension HTTPAnswer {
    /// The seconds of `Retry-After`, where it has any.
    var retryAfterSeconds: Int64? {
        self["retry-after"].flatMap { Int64($0) }.map { min(max(0, $0), 86_400) }
    }
}
