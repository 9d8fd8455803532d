import HTTP
import Timekeeping

/// Limits password attempts by the earlier failures.
///
/// For a network from which the account has logged in, only its own failures count, so a stranger
/// elsewhere cannot delay the owner. For an unknown network, three counts apply: its failures for
/// this account, those for all accounts, and those of all unknown networks for this account.
struct LoginLimits: Sendable {
    /// An attempt that has begun.
    struct Attempt: Sendable {
        fileprivate typealias Part = (key: AttemptCounts.Key, limit: AttemptLimit)

        /// Cleared by a success.
        fileprivate var ofNetwork: [Part] = []
        /// Not cleared: an attacker could do so by logging in to an account of their own.
        fileprivate var shared: [Part] = []

        fileprivate var parts: [Part] { ofNetwork + shared }
    }

    private static let backoff = ExponentialBackoff(from: .seconds(1), upTo: .seconds(300))
    private static let known = AttemptLimit(burst: 20, recovery: .seconds(60))
    private static let unknown = AttemptLimit(
        burst: 5, recovery: .seconds(600), backoff: backoff)
    /// For all accounts, as many people may share a network.
    private static let network = AttemptLimit(
        burst: 30, recovery: .seconds(600), backoff: backoff)
    private static let account = AttemptLimit(burst: 50, recovery: .seconds(72))

    private let limitsNetworks: Bool
    private let limitsAccounts: Bool
    private var counts: AttemptCounts

    init(limitsNetworks: Bool, limitsAccounts: Bool, capacity: Int = 100_000) {
        self.limitsNetworks = limitsNetworks
        self.limitsAccounts = limitsAccounts
        counts = AttemptCounts(capacity: capacity)
    }

    /// The number of keys in memory.
    var size: Int { counts.size }

    /// Begins an attempt, which `end` must end, or returns the seconds to wait.
    ///
    /// - Parameters:
    ///   - account: The name in the request, whether or not there is such an account.
    ///   - isKnown: Whether the account has logged in from the client's network.
    mutating func begin(
        _ account: String, from client: PeerAddress, isKnown: Bool, now: Timestamp
    ) -> (attempt: Attempt?, waitSeconds: Int64) {
        let attempt = attempt(account, from: client, isKnown: isKnown)
        let wait = attempt.parts.map { counts.waitSeconds($0.key, $0.limit, now: now) }.max() ?? 0
        guard wait == 0 else { return (nil, wait) }
        for part in attempt.parts { counts.begin(part.key, now: now) }
        return (attempt, 0)
    }

    mutating func end(_ attempt: Attempt, _ outcome: AttemptLimit.Outcome, now: Timestamp) {
        for (key, limit) in attempt.ofNetwork { counts.end(key, limit, outcome, now: now) }
        let outcome = outcome == .succeeded ? .ignored : outcome
        for (key, limit) in attempt.shared { counts.end(key, limit, outcome, now: now) }
    }

    private func attempt(
        _ account: String, from client: PeerAddress, isKnown: Bool
    ) -> Attempt {
        typealias Key = AttemptCounts.Key
        var attempt = Attempt()
        let network = client.network
        if isKnown {
            guard limitsNetworks else { return attempt }
            attempt.ofNetwork = [(Key("known", account: account, network: network), Self.known)]
            return attempt
        }
        if limitsNetworks {
            attempt.ofNetwork = [(Key("unknown", account: account, network: network), Self.unknown)]
            attempt.shared = [(Key("network", network: network), Self.network)]
            if let site = client.site {
                attempt.ofNetwork.append(
                    (Key("site", account: account, network: site), Self.unknown.fourfold))
                attempt.shared.append((Key("site", network: site), Self.network.fourfold))
            }
        }
        if limitsAccounts {
            attempt.shared.append((Key("account", account: account), Self.account))
        }
        return attempt
    }
}
