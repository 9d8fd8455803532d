import HTTP
import TextEncoding

/// Determines the client's address, also behind trusted proxies.
package struct ClientAddress: Sendable {
    /// Longer chains of proxies are not followed.
    private static let maximumHops = 16

    private let proxies: [AddressRange]

    package init(trusting proxies: [AddressRange]) { self.proxies = proxies }

    /// Whether `X-Forwarded-For` of this peer counts.
    func trusts(_ peer: PeerAddress) -> Bool { proxies.contains { $0.contains(peer) } }

    /// The client's address, from the connection's peer and the request's fields.
    package func of(_ head: RequestHead, from peer: PeerAddress) -> PeerAddress {
        trusts(peer) ? client(of: peer, forwardedFor: head.values(of: .forwardedFor)) : peer
    }

    /// The client of a request.
    package func of(_ request: Request) -> PeerAddress { of(request.head, from: request.peer) }

    /// The client of a trusted proxy.
    ///
    /// Each proxy appends its own client to `X-Forwarded-For`. The entries are read from the right,
    /// up to the first address that is not a trusted proxy. The client may have forged the others.
    func client(of proxy: PeerAddress, forwardedFor values: [String]) -> PeerAddress {
        var client = proxy
        // Fields of one name are one list (RFC 9110 §5.3).
        var list = Array(values.joined(separator: ",").utf8)[...]
        for _ in 1...Self.maximumHops where !list.isEmpty {
            let start = list.lastIndex(of: UInt8(ascii: ",")).map { $0 + 1 } ?? list.startIndex
            let entry = list[start...]
            list = list[..<max(list.startIndex, start - 1)]
            let text = entry.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            guard let address = PeerAddress(String(ascii: text)) else { break }
            client = address
            guard trusts(client) else { break }
        }
        return client
    }
}
