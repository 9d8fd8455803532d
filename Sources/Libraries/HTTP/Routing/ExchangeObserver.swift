import Platform

/// One request and its response, for logs and metrics.
package struct ExchangeRecord: Sendable {
    package let head: RequestHead
    /// The label of the route; nil if no route matched.
    package let route: String?
    /// The status code of the response.
    package let status: Int
    /// Whether the service refused the request because it is overloaded.
    package let isOverload: Bool
    /// Bytes of content in the response.
    package let bodyBytes: Int
    /// From the complete request to the handover of the response to the socket.
    package let durationNanoseconds: UInt64
    package let requestID: String
    package let peer: PeerAddress

    init(_ exchange: Exchange, _ response: Response) {
        head = exchange.request.head
        route = exchange.endpoint?.label
        status = response.status.code
        isOverload =
            response.status == .serviceUnavailable
            && response.body.contains(#""code":"overloaded""#.utf8)
        bodyBytes = response.body.count
        // The observer may have started to record after the request began.
        durationNanoseconds =
            exchange.startNanoseconds == 0
            ? 0 : MonotonicClock.nanoseconds() - exchange.startNanoseconds
        requestID = exchange.request.id
        peer = exchange.request.peer
    }
}

/// Receives every exchange on its event loop, so it must not block.
package protocol ExchangeObserver: Sendable {
    /// Whether `finished` is called.
    var recordsExchanges: Bool { get }
    /// Called after a response was handed over to the socket.
    func finished(_ record: ExchangeRecord)
    /// Called for an unexpected error, which is answered with a 500.
    func failed(_ error: any Error, requestID: String)
}
