import HTTPClient

/// Whether the other service lives, asked at most once a second however often it is wanted.
///
/// Anybody may ask for /readyz; so it has a connection of its own, and no stream of requests
/// becomes a stream of calls.
package actor PeerHealth {
    private static let freshness = Duration.seconds(1)

    private let client: PeerClient
    private var latest: (isAlive: Bool, at: ContinuousClock.Instant)?
    private var underWay: Task<Bool, Never>?

    /// Watches the service at `base`, which is not asked before somebody wants to know.
    ///
    /// - Parameter base: The other service's address, such as `http://127.0.0.1:5001`.
    package init(of base: String) {
        client = PeerClient(base: base, token: nil, timeout: .seconds(1), connections: 1)
    }

    /// The latest answer, or a new one where that is too old.
    package func isAlive() async -> Bool {
        if let latest, latest.at.duration(to: .now) < Self.freshness { return latest.isAlive }
        if let underWay { return await underWay.value }
        let task = Task { [client] in
            (try? await client.send(PeerClient.Call("GET", "/healthz")))?.isSuccess ?? false
        }
        underWay = task
        let isAlive = await task.value
        latest = (isAlive, .now)
        underWay = nil
        return isAlive
    }

    /// Lets go of the connection.
    nonisolated package func close() {
        client.close()
    }
}
