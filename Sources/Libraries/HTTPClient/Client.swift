/// Calls another HTTP service: over sockets of our own where its address is of plain HTTP, else
/// over URLSession.
///
/// Connections are kept open between calls. Redirects are not followed and nothing is cached: the
/// answer is always that service's own and of now.
package final class Client: Sendable {
    /// There is no answer; whether the call had its effect is unknown.
    package struct NoAnswer: Error, CustomStringConvertible {
        /// Why, for the log.
        package let description: String
    }

    private let transport: any Transport

    /// A client of one service, with connections of its own.
    ///
    /// - Parameters:
    ///   - base: The service's address, such as `http://127.0.0.1:5001`.
    ///   - timeoutSeconds: For a call as a whole.
    ///   - connections: Calls under way at once.
    ///   - overURLSession: Whether plain HTTP goes over URLSession too. A process may end with such
    ///     a call, seldom: when a connection is reset or refused, libdispatch's epoll events and
    ///     URLSession's queue can both unregister the same source
    ///     (`_dispatch_event_merge_hangup`; Swift 6.3).
    package init(
        base: String, timeoutSeconds: Double = 10, connections: Int = 16,
        overURLSession: Bool = false
    ) {
        if !overURLSession, let origin = Origin(base) {
            transport = SocketTransport(
                to: origin, timeoutSeconds: timeoutSeconds, connections: connections)
        } else {
            transport = URLSessionTransport(
                base: base, timeoutSeconds: timeoutSeconds, connections: connections)
        }
    }

    deinit { close() }

    /// Sends a call and waits for its answer, even when the caller's task is cancelled: whether it
    /// had its effect should be known. What is under way is ended by `close()`.
    package func send(_ call: ClientRequest) async throws(NoAnswer) -> ClientResponse {
        do throws(NoAnswer) {
            return try await transport.carry(call).get()
        } catch {
            throw NoAnswer(description: "\(call.method) \(call.path): \(error.description)")
        }
    }

    /// Ends what is under way and lets go of the connections.
    package func close() {
        transport.close()
    }
}
