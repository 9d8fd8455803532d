import HTTPClient
import Synchronization

/// Whether the other service responds, probed at most once a second.
///
/// The probes have their own connection. Anyone can request /readyz, so many requests must
/// not cause many probes.
package final class PeerHealth: Sendable {
    private static let freshness = Duration.seconds(1)

    private let base: String
    private let client: PeerClient
    private let probes = Coalescer<String, Bool>()
    private let latest = Mutex<(isAlive: Bool, at: ContinuousClock.Instant)?>(nil)

    /// - Parameter base: The other service's address, such as `http://127.0.0.1:5001`.
    package init(of base: String) {
        self.base = base
        client = PeerClient(base: base, token: nil, timeout: .seconds(1), connections: 1)
    }

    /// The latest result, or a new one if it is too old.
    package func isAlive() async -> Bool {
        if let latest = latest.withLock({ $0 }), latest.at.duration(to: .now) < Self.freshness {
            return latest.isAlive
        }
        return await probes.value(for: base) { [self] in
            let response = try? await client.send(ClientRequest("GET", "/healthz"))
            let isAlive = response?.isSuccess ?? false
            latest.withLock { $0 = (isAlive, .now) }
            return isAlive
        }
    }

    /// Closes the probes' connection.
    package func close() {
        client.close()
    }
}
