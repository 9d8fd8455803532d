import Synchronization

/// How many connections the whole server has, in all and of each address.
///
/// Loops share it, and touch it when a connection comes or goes, never for a request.
final class ConnectionLimiter: Sendable {
    private let total = Atomic<Int>(0)
    private let maximum: Int
    private let maximumPerAddress: Int
    /// By network.
    private let perAddress = Mutex<[PeerAddress: Int]>([:])

    init(maximum: Int, maximumPerAddress: Int) {
        self.maximum = maximum
        self.maximumPerAddress = maximumPerAddress
    }

    var hasRoom: Bool { total.load(ordering: .relaxed) < maximum }

    /// The connections that are open.
    var count: Int { total.load(ordering: .relaxed) }

    /// Counts a connection in; false when its address has too many. This machine's own addresses
    /// are not bounded: a proxy brings everybody from there.
    func enter(_ peer: PeerAddress) -> Bool {
        if isBounded(peer) {
            let isWelcome = perAddress.withLock { counts in
                let count = counts[peer.network, default: 0]
                guard count < maximumPerAddress else { return false }
                counts[peer.network] = count + 1
                return true
            }
            guard isWelcome else { return false }
        }
        total.add(1, ordering: .relaxed)
        return true
    }

    func leave(_ peer: PeerAddress) {
        total.subtract(1, ordering: .relaxed)
        guard isBounded(peer) else { return }
        perAddress.withLock { counts in
            let count = counts[peer.network, default: 1]
            counts[peer.network] = count > 1 ? count - 1 : nil
        }
    }

    private func isBounded(_ peer: PeerAddress) -> Bool {
        maximumPerAddress > 0 && !peer.isLoopback
    }
}
