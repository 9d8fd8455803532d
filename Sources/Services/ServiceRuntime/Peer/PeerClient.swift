import HTTPClient

/// Sends requests to the other service, with the service token.
package struct PeerClient: Sendable {
    /// A page of 200 events has two texts each, of up to 40 KB.
    private static let maximumBodyBytes = 33_554_432

    private let client: Client
    private let token: String?

    /// - Parameters:
    ///   - base: The other service's address, such as `http://127.0.0.1:5001`.
    ///   - token: The service token; nil for routes that anyone may call.
    ///   - timeout: Limit on a whole exchange.
    ///   - connections: Limit on concurrent requests.
    ///   - overURLSession: Whether plain HTTP uses URLSession too; see `Client`.
    package init(
        base: String, token: String?, timeout: Duration, connections: Int,
        overURLSession: Bool = false
    ) {
        client = Client(
            base: base, timeout: timeout, connections: connections,
            maximumBodyBytes: Self.maximumBodyBytes, overURLSession: overURLSession)
        self.token = token
    }

    /// Sends a request and waits for its response, even if the caller's task is cancelled.
    ///
    /// - Parameter requestID: The id of the request that caused this one; the other service logs
    ///   it.
    /// - Throws: `ClientError` if there is no response; the request's effect may be unknown.
    package func send(
        _ request: ClientRequest, requestID: String? = nil
    ) async throws(ClientError) -> ClientResponse {
        var request = request
        request.fields["Authorization"] = token.map { "Bearer \($0)" }
        request.fields["X-Request-Id"] = requestID
        return try await client.send(request)
    }

    /// Ends the running requests and closes the connections.
    package func close() {
        client.close()
    }
}

extension ClientResponse {
    /// Whether the content type is JSON or a problem in JSON.
    package var isJSON: Bool {
        let type = self["content-type"]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        return type == "application/json" || type == "application/problem+json"
    }
}
