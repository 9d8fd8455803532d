import HTTP
import Platform

/// A client of one HTTP service: over sockets for plain HTTP, over URLSession for https.
///
/// Connections are kept open between requests. Redirects are not followed and responses are not
/// cached.
package final class Client: Sendable {
    private let transport: any Transport

    /// - Parameters:
    ///   - base: The service's address, such as `http://127.0.0.1:5001`.
    ///   - timeout: Limit on a request as a whole, from waiting for a connection to the response.
    ///   - connections: Limit on concurrent requests; further ones wait.
    ///   - maximumBodyBytes: A response with a longer body is an error.
    ///   - overURLSession: Whether plain HTTP uses URLSession too. This can, rarely, crash the
    ///     process: when a connection is reset or refused, libdispatch's epoll events and
    ///     URLSession's queue can both unregister the same source
    ///     (`_dispatch_event_merge_hangup`; Swift 6.3).
    package init(
        base: String, timeout: Duration = .seconds(10), connections: Int = 16,
        maximumBodyBytes: Int = 4_194_304, overURLSession: Bool = false
    ) {
        if !overURLSession, let base = BaseURL(base), base.scheme == .http {
            transport = SocketTransport(
                to: base, timeout: timeout, connections: connections,
                limits: Self.limits(bodyBytes: maximumBodyBytes))
        } else {
            transport = URLSessionTransport(
                base: base, timeout: timeout, connections: connections,
                maximumBodyBytes: maximumBodyBytes)
        }
    }

    deinit { close() }

    /// Sends a request and waits for the response.
    ///
    /// Cancelling the task does not end the request, because its effect must become known; only
    /// ``close()`` does.
    package func send(_ request: ClientRequest) async throws(ClientError) -> ClientResponse {
        let outcome = await withCheckedContinuation { continuation in
            transport.send(request) { continuation.resume(returning: $0) }
        }
        return try response(to: request, outcome)
    }

    /// Sends a request and blocks the thread until the response; not for tasks and event loops.
    package func sendAndWait(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
        let result = BlockingResult<Transport.Outcome>()
        transport.send(request) { result.set($0) }
        return try response(to: request, result.wait())
    }

    /// Ends all requests and closes the connections.
    package func close() {
        transport.close()
    }

    static func limits(bodyBytes: Int) -> Limits {
        var limits = Limits()
        limits.bodyBytes = bodyBytes
        return limits
    }

    private func response(
        to request: ClientRequest, _ outcome: Transport.Outcome
    ) throws(ClientError) -> ClientResponse {
        try outcome.mapError {
            ClientError($0.kind, "\(request.method) \(request.path): \($0.description)")
        }.get()
    }
}

/// Sends requests to one service and receives the responses.
protocol Transport: Sendable {
    typealias Outcome = Result<ClientResponse, ClientError>
    typealias Completion = @Sendable (Outcome) -> Void

    /// Starts a request and calls `completion` exactly once.
    func send(_ request: ClientRequest, completion: @escaping Completion)

    /// Ends all requests and closes the connections; later requests fail.
    func close()
}
