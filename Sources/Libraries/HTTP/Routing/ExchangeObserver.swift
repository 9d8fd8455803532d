import Platform

/// One request and its answer, as logs and metrics see it.
package struct ExchangeRecord: Sendable {
    /// The request line and the header fields.
    package let head: RequestHead
    /// The label of the route; nil where none was found.
    package let route: String?
    /// The status of the answer.
    package let status: Int
    /// Octets of content in the answer.
    package let bodyBytes: Int
    /// From the complete request to the answer's hand-over to the socket, in nanoseconds.
    package let durationNanoseconds: UInt64
    /// The request's id.
    package let requestID: String
    /// The other end of the connection.
    package let peer: PeerAddress

    init(_ exchange: Exchange, _ response: Response) {
        head = exchange.request.head
        route = exchange.endpoint?.label
        status = response.status.code
        bodyBytes = response.body.count
        // Nobody asked for the time when the request came, if an observer only now wakes up.
        durationNanoseconds =
            exchange.startedAt == 0 ? 0 : MonotonicClock.nanoseconds() - exchange.startedAt
        requestID = exchange.request.id
        peer = exchange.request.peer
    }

    /// The method as it was sent.
    package var method: String { head.methodText }

    /// The path as it was sent.
    package var path: String { head.path }
}

/// Is told of every exchange, on the event loop: it must not wait.
package protocol ExchangeObserver: Sendable {
    /// Whether `finished` wants to be called at all.
    var isInterested: Bool { get }
    /// A response was handed over.
    func finished(_ record: ExchangeRecord)
    /// An error that nobody foresaw was answered with a 500.
    func failed(_ error: any Error, requestID: String)
}

/// An observer that looks away.
package struct SilentObserver: ExchangeObserver {
    /// For servers that nobody watches, such as those of tests.
    package init() {}
    package var isInterested: Bool { false }
    package func finished(_ record: ExchangeRecord) {}
    package func failed(_ error: any Error, requestID: String) {}
}
