import HTTP

/// Finds the client itself, where a trusted proxy on this machine stands before us.
package struct ClientAddress: Sendable {
    private let isBehindProxy: Bool

    /// Trusts `X-Forwarded-For` of connections from this machine where `isBehindProxy`, and of no
    /// others.
    package init(isBehindProxy: Bool) {
        self.isBehindProxy = isBehindProxy
    }

    /// The address that a request came from in the first place.
    ///
    /// Only the last entry of `X-Forwarded-For` was written by that proxy; earlier ones are the
    /// client's word.
    ///
    /// - Parameter peer: The other end of the connection.
    package func of(_ head: RequestHead, from peer: PeerAddress) -> PeerAddress {
        guard isBehindProxy, peer.isLoopback,
            let last = head.values(of: .forwardedFor).last?.split(separator: ",").last,
            let address = PeerAddress(String(last.drop { $0 == " " }))
        else { return peer }
        return address
    }

    /// The address that a request came from in the first place.
    package func of(_ request: Request) -> PeerAddress {
        of(request.head, from: request.peer)
    }
}
