import HTTPClient

/// Calls the other service, with the service token.
package struct PeerClient: Sendable {
    /// What the other service answered, whatever its status.
    package typealias Answer = ClientResponse

    /// The other service could not be reached, or did not answer in time; whether the call had its
    /// effect is unknown.
    package typealias Unreachable = ClientError

    /// A call as it is to be sent.
    package struct Call: Sendable {
        /// The method of HTTP, in capital letters.
        package var method: String
        /// Path and query.
        package var path: String
        /// JSON content, or nil for none.
        package var body: [UInt8]?
        /// Further header fields, such as `If-Match`.
        package var fields: [String: String]
        /// The id of the request on whose behalf the call is made; the other service logs it too.
        package var requestID: String?

        /// A call with these header fields and this content.
        package init(
            _ method: String, _ path: String, body: [UInt8]? = nil, fields: [String: String] = [:],
            requestID: String? = nil
        ) {
            self.method = method
            self.path = path
            self.body = body
            self.fields = fields
            self.requestID = requestID
        }
    }

    private let client: Client
    private let token: String?

    /// A client of one service, with connections of its own.
    ///
    /// - Parameters:
    ///   - base: The other service's address, such as `http://127.0.0.1:5001`.
    ///   - token: The service token; nil for calls that anybody may make.
    ///   - timeout: Limit on a call as a whole.
    ///   - connections: Calls under way at once.
    ///   - overURLSession: Whether plain HTTP goes over URLSession too; see `Client`.
    package init(
        base: String, token: String?, timeout: Duration, connections: Int,
        overURLSession: Bool = false
    ) {
        client = Client(
            base: base, timeout: timeout, connections: connections,
            overURLSession: overURLSession)
        self.token = token
    }

    /// Sends a call and waits for its answer, even when the caller's task is cancelled.
    ///
    /// - Throws: `Unreachable` where there is none.
    package func send(_ call: Call) async throws(Unreachable) -> Answer {
        var fields = call.fields
        fields["Authorization"] = token.map { "Bearer \($0)" }
        fields["X-Request-Id"] = call.requestID
        if call.body != nil { fields["Content-Type"] = "application/json" }
        return try await client.send(
            ClientRequest(call.method, call.path, fields: fields, body: call.body))
    }

    /// Ends what is under way and lets go of the connections.
    package func close() {
        client.close()
    }
}

extension PeerClient.Answer {
    /// The value of `ETag`, if there was one.
    package var entityTag: String? { self["etag"] }

    /// Whether the content is said to be JSON, or a problem in JSON.
    package var isJSON: Bool {
        let type = self["content-type"]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        return type == "application/json" || type == "application/problem+json"
    }

    /// The value of `Retry-After`, if there was one.
    package var retryAfter: String? { self["retry-after"] }

    /// Whether it is the answer that an earlier call of the same idempotency key had.
    package var isReplayed: Bool { self["idempotent-replayed"] == "true" }
}
