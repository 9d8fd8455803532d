import HTTP
import Synchronization
import Timekeeping

/// Limits how often each client network may send requests of one kind.
package final class NetworkLimit: Sendable {
    private let limit: AttemptLimit
    /// A sentence that says what there were too many of.
    private let refusal: String
    private let isOn: Bool
    private let counts = Mutex(AttemptCounts())
    private let client: ClientAddress
    private let clock: WallClock

    /// - Parameters:
    ///   - perHour: Also the number that may come at once. A /48 has four times as many.
    ///   - refusal: A sentence that says what there were too many of.
    package init(
        perHour: Int, refusal: String, _ settings: ServiceSettings, clock: WallClock
    ) {
        self.refusal = refusal
        limit = AttemptLimit(burst: perHour, recovery: .seconds((3_600 + perHour - 1) / perHour))
        isOn = settings.limitsAddresses
        client = ClientAddress(trusting: settings.trustedProxies)
        self.clock = clock
    }

    /// Counts a request and returns the client's network.
    ///
    /// - Throws: `Problem` 429 with `Retry-After` beyond the limit.
    package func count(_ request: Request) throws(Problem) -> String {
        let client = client.of(request)
        guard isOn else { return client.network.text }
        var parts = [(AttemptCounts.Key("network", network: client.network), limit)]
        if let site = client.site {
            parts.append((AttemptCounts.Key("site", network: site), limit.fourfold))
        }
        let now = clock.now()
        let wait = counts.withLock { counts in
            let wait = parts.map { counts.waitSeconds($0, $1, now: now) }.max() ?? 0
            if wait == 0 { for (key, limit) in parts { counts.end(key, limit, .failed, now: now) } }
            return wait
        }
        guard wait == 0 else {
            throw .tooMany("too_many_requests", refusal, waitSeconds: wait)
        }
        return client.network.text
    }
}
