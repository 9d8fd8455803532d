import HTTP
import Timekeeping

/// Failed attempts by key, in bounded memory.
///
/// When there are too many keys, the counts that would be zero soonest are removed. To remove a
/// high count, an attacker would have to fail as often under thousands of other keys.
struct AttemptCounts: Sendable {
    /// A hash, seeded at random in each process, as names from outside have any length.
    struct Key: Hashable, Sendable {
        private let hash: Int

        /// - Parameter scope: Distinguishes limits of the same account and network.
        init(_ scope: String, account: String = "", network: PeerAddress? = nil) {
            var hasher = Hasher()
            hasher.combine(scope)
            // Hashes the bytes, because hashing a string would normalize it.
            hasher.combine(Array(account.utf8))
            hasher.combine(network)
            hash = hasher.finalize()
        }
    }

    private let capacity: Int
    private var counts: [Key: AttemptLimit.Count] = [:]

    /// - Parameter capacity: In keys of about 50 bytes.
    init(capacity: Int = 100_000) {
        self.capacity = capacity
    }

    /// The number of keys in memory.
    var size: Int { counts.count }

    /// The time until another attempt may begin.
    func waitSeconds(_ key: Key, _ limit: AttemptLimit, now: Timestamp) -> Int64 {
        counts[key].map { limit.waitSeconds($0, now: now) } ?? 0
    }

    /// Begins an attempt; a call of `end` must follow.
    mutating func begin(_ key: Key, now: Timestamp) {
        counts[key, default: .init()].running += 1
        if counts.count > capacity { evict(now: now) }
    }

    mutating func end(
        _ key: Key, _ limit: AttemptLimit, _ outcome: AttemptLimit.Outcome, now: Timestamp
    ) {
        var count = counts[key] ?? .init()
        count.running = max(0, count.running - 1)
        limit.record(outcome, in: &count, now: now)
        counts[key] = count.running == 0 && count.isZeroAt <= now ? nil : count
        if counts.count > capacity { evict(now: now) }
    }

    /// Removes the counts that have fallen to zero, and half of the others if that is not enough.
    private mutating func evict(now: Timestamp) {
        counts = counts.filter { $0.value.running > 0 || $0.value.isZeroAt > now }
        guard counts.count > capacity else { return }
        let idle = counts.filter { $0.value.running == 0 }
        let soonest = idle.sorted { $0.value.isZeroAt < $1.value.isZeroAt }
        for (key, _) in soonest.prefix(capacity / 2) { counts[key] = nil }
    }
}
