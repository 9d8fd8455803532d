import HTTP
import Synchronization
import Timekeeping

/// Delays login attempts after repeated failures under one key, an account or an address.
///
/// After some free failures, each further one doubles the wait before the next attempt. Then only
/// one attempt runs at a time, so parallel attempts gain nothing. The entries are in memory and
/// bounded: a restart forgets them, and the oldest make room for new keys.
package final class FailureThrottle: Sendable {
    /// The limits of a throttle.
    package struct Policy: Sendable {
        /// Failures without a wait.
        package var freeFailures: Int
        /// Concurrent attempts under a key without failures.
        package var concurrentAttempts: Int
        /// The waits after further failures.
        var backoff = ExponentialBackoff(from: .seconds(1), upTo: .seconds(300))
        /// An entry without a failure for this long is forgotten.
        package var memorySeconds: Int64

        /// For one account: five attempts, then waits of 1, 2, 4 … 300 seconds.
        package static let account = Policy(
            freeFailures: 5, concurrentAttempts: 32, memorySeconds: 900)
        /// For one address, which many people may share.
        package static let address = Policy(
            freeFailures: 30, concurrentAttempts: 256, memorySeconds: 900)
    }

    /// The outcome of an attempt.
    package enum Outcome: Sendable {
        /// Counts a failure.
        case failed
        /// Clears the failures.
        case succeeded
        /// Leaves the failures as they are.
        case ignored
    }

    private struct Entry {
        var failures = 0
        var runningAttempts = 0
        var latestFailure: Timestamp
        var blockedUntil: Timestamp
    }

    private let policy: Policy
    private let capacity: Int
    private let entries = Mutex<[String: Entry]>([:])

    package init(_ policy: Policy, capacity: Int = 10_000) {
        self.policy = policy
        self.capacity = capacity
    }

    /// Begins an attempt; each call that returns must be followed by one of `end`.
    ///
    /// - Throws: `Problem` 429 with `Retry-After`.
    package func begin(_ key: String, now: Timestamp) throws(Problem) {
        let wait = entries.withLock { entries -> Int64 in
            var entry = entries[key] ?? Entry(latestFailure: now, blockedUntil: now)
            if now.seconds(since: entry.latestFailure) > policy.memorySeconds { entry.failures = 0 }
            // The clock was set back, which must not lengthen the wait.
            if entry.latestFailure > now { entry.blockedUntil = now }
            let wait = entry.blockedUntil.seconds(since: now)
            if wait > 0 { return wait }
            guard entry.runningAttempts < concurrencyLimit(for: entry) else { return 1 }
            entry.runningAttempts += 1
            entries[key] = entry
            if entries.count > capacity { evict(from: &entries, now: now) }
            return 0
        }
        guard wait > 0 else { return }
        let unit = wait == 1 ? "second" : "seconds"
        var problem = Problem(
            .tooManyRequests, code: "too_many_attempts",
            detail: "Too many failed attempts. Try again in \(wait) \(unit).")
        problem.fields[.retryAfter] = FieldValue(Int(wait))
        throw problem
    }

    /// Ends an attempt.
    package func end(_ key: String, _ outcome: Outcome, now: Timestamp) {
        entries.withLock { entries in
            var entry = entries[key] ?? Entry(latestFailure: now, blockedUntil: now)
            entry.runningAttempts = max(0, entry.runningAttempts - 1)
            switch outcome {
            case .ignored: break
            case .succeeded: entry.failures = 0
            case .failed:
                entry.failures += 1
                entry.latestFailure = now
                entry.blockedUntil = now.adding(seconds: waitSeconds(after: entry.failures))
            }
            let isUnused = entry.failures == 0 && entry.runningAttempts == 0
            entries[key] = isUnused ? nil : entry
        }
    }

    private func concurrencyLimit(for entry: Entry) -> Int {
        guard entry.failures > 0 else { return policy.concurrentAttempts }
        return max(1, policy.freeFailures - entry.failures)
    }

    private func waitSeconds(after failures: Int) -> Int64 {
        let excess = failures - policy.freeFailures
        return excess < 0 ? 0 : policy.backoff.delay(afterRetries: excess).components.seconds
    }

    /// Removes the expired entries, and the oldest half if that is not enough.
    private func evict(from entries: inout [String: Entry], now: Timestamp) {
        entries = entries.filter {
            now.seconds(since: $0.value.latestFailure) <= policy.memorySeconds
        }
        guard entries.count > capacity else { return }
        let oldest = entries.sorted { $0.value.latestFailure < $1.value.latestFailure }
        for (key, _) in oldest.prefix(capacity / 2) { entries[key] = nil }
    }
}
