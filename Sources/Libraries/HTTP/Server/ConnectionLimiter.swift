import Synchronization

/// Limits the server's connections, in total and per client network.
///
/// The event loops share it. They use it when a connection opens or closes, not for requests.
final class ConnectionLimiter: Sendable {
    private let total = Atomic<Int>(0)
    private let maximum: Int
    private let maximumPerAddress: Int
    private let countByNetwork = Mutex<[PeerAddress: Int]>([:])

    init(maximum: Int, maximumPerAddress: Int) {
        self.maximum = maximum
        self.maximumPerAddress = maximumPerAddress
    }

    var hasRoom: Bool { total.load(ordering: .relaxed) < maximum }

    var count: Int { total.load(ordering: .relaxed) }

    /// Counts a new connection; false when its network has too many.
    func acquire(_ peer: PeerAddress) -> Bool {
        if isLimited(peer) {
            let isAllowed = countByNetwork.withLock { counts in
                let count = counts[peer.network, default: 0]
                guard count < maximumPerAddress else { return false }
                counts[peer.network] = count + 1
                return true
            }
            guard isAllowed else { return false }
        }
        total.add(1, ordering: .relaxed)
        return true
    }

    func release(_ peer: PeerAddress) {
        total.subtract(1, ordering: .relaxed)
        guard isLimited(peer) else { return }
        countByNetwork.withLock { counts in
            let count = counts[peer.network, default: 1]
            counts[peer.network] = count > 1 ? count - 1 : nil
        }
    }

    /// Loopback is exempt: behind a local proxy, every client has that address.
    private func isLimited(_ peer: PeerAddress) -> Bool {
        maximumPerAddress > 0 && !peer.isLoopback
    }
}
