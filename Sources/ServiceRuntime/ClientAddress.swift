import HTTP

extension Request {
    /// The address of the client itself, where a trusted proxy on this machine stands before us.
    ///
    /// Only the last entry of `X-Forwarded-For` was written by that proxy; earlier ones are the
    /// client's word.
    package func clientAddress(behindProxy: Bool) -> PeerAddress {
        guard behindProxy, peer.isLoopback,
            let last = head.values(of: .forwardedFor).last?.split(separator: ",").last,
            let address = PeerAddress(String(last.drop { $0 == " " }))
        else { return peer }
        return address
    }
}
