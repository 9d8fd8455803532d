import HTTP
import Synchronization
import Timekeeping

/// Slows repeated failures to log in, for each account and for each address.
///
/// After a few failures the next try has to wait, twice as long each time; a success forgets the
/// account's failures. Kept in memory and bounded: a restart forgets, and an attacker with many
/// addresses pushes out only entries of his own age.
package final class FailureThrottle: Sendable {
    /// When waiting begins and how long it gets.
    package struct Policy: Sendable {
        /// Failures that cost nothing.
        package var freeFailures: Int
        /// The longest wait, in seconds.
        package var longestWaitSeconds: Int64
        /// Without a failure for so long, an entry is forgotten, in seconds.
        package var memorySeconds: Int64

        package init(freeFailures: Int, longestWaitSeconds: Int64, memorySeconds: Int64) {
            self.freeFailures = freeFailures
            self.longestWaitSeconds = longestWaitSeconds
            self.memorySeconds = memorySeconds
        }

        /// For one account: five tries, then 1, 2, 4 … 300 seconds.
        package static let account = Policy(
            freeFailures: 5, longestWaitSeconds: 300, memorySeconds: 900)
        /// For one address, from which many people may come.
        package static let address = Policy(
            freeFailures: 30, longestWaitSeconds: 300, memorySeconds: 900)
    }

    private struct Entry {
        var failures: Int
        var latest: Timestamp
        var blockedUntil: Timestamp
    }

    private let policy: Policy
    private let capacity: Int
    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameter capacity: Names remembered at most.
    package init(_ policy: Policy, capacity: Int = 10_000) {
        self.policy = policy
        self.capacity = capacity
    }

    /// Refuses a try that comes too early.
    ///
    /// - Throws: `Problem` 429 with `Retry-After`.
    package func check(_ name: String, now: Timestamp) throws(Problem) {
        let wait = entries.withLock { entries in
            entries[name].map { $0.blockedUntil.unixSeconds - now.unixSeconds } ?? 0
        }
        guard wait > 0 else { return }
        var problem = Problem(
            .tooManyRequests, code: "too_many_attempts",
            detail: "Too many failed attempts. Try again in \(wait) seconds.")
        problem.fields[.retryAfter] = FieldValue(Int(wait))
        throw problem
    }

    /// Counts a failure.
    package func recordFailure(_ name: String, now: Timestamp) {
        entries.withLock { entries in
            var entry =
                entries[name] ?? Entry(failures: 0, latest: now, blockedUntil: now)
            if now.seconds(since: entry.latest) > policy.memorySeconds { entry.failures = 0 }
            entry.failures += 1
            entry.latest = now
            let excess = entry.failures - policy.freeFailures
            if excess >= 0 {
                let wait = min(policy.longestWaitSeconds, Int64(1) << min(excess, 30))
                entry.blockedUntil = now.adding(seconds: wait)
            }
            entries[name] = entry
            if entries.count > capacity { forget(&entries, now: now) }
        }
    }

    /// Forgets the failures of a name that has shown to be right.
    package func recordSuccess(_ name: String) {
        _ = entries.withLock { $0.removeValue(forKey: name) }
    }

    /// Drops what is past its time, and the oldest half where that is not enough.
    private func forget(_ entries: inout [String: Entry], now: Timestamp) {
        entries = entries.filter { now.seconds(since: $0.value.latest) <= policy.memorySeconds }
        guard entries.count > capacity else { return }
        let oldest = entries.sorted { $0.value.latest < $1.value.latest }.prefix(capacity / 2)
        for (name, _) in oldest { entries[name] = nil }
    }
}
