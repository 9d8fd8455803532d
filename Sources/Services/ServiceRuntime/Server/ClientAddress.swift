import HTTP

/// Determines the client's address, also behind a trusted proxy on this machine.
package struct ClientAddress: Sendable {
    private let isBehindProxy: Bool

    /// - Parameter isBehindProxy: Whether `X-Forwarded-For` of loopback connections is trusted.
    package init(isBehindProxy: Bool) {
        self.isBehindProxy = isBehindProxy
    }

    /// The client's address.
    ///
    /// The proxy wrote only the last entry of `X-Forwarded-For`; the client may have forged the
    /// earlier ones.
    ///
    /// - Parameter peer: The other end of the connection.
    package func of(_ head: RequestHead, from peer: PeerAddress) -> PeerAddress {
        guard isBehindProxy, peer.isLoopback,
            let last = head.values(of: .forwardedFor).last?.split(separator: ",").last,
            let address = PeerAddress(String(last.drop { $0 == " " }))
        else { return peer }
        return address
    }

    /// The client's address.
    package func of(_ request: Request) -> PeerAddress {
        of(request.head, from: request.peer)
    }
}
