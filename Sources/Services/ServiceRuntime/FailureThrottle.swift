import HTTP
import Synchronization
import Timekeeping

/// Slows repeated failures to log in under one name, such as an account's or an address's.
///
/// After a few failures the next try has to wait, twice as long each time, and tries come one at a
/// time, so that many at once gain nothing. Kept in memory and bounded: a restart forgets, and an
/// attacker who pushes entries out with many names pushes out the oldest.
package final class FailureThrottle: Sendable {
    /// When waiting begins and how long it gets.
    package struct Policy: Sendable {
        /// Failures that cost nothing.
        package var freeFailures: Int
        /// Tries under way at once of a name that has not failed.
        package var triesAtOnce: Int
        /// The waits after further failures.
        var backoff = ExponentialBackoff(from: .seconds(1), upTo: .seconds(300))
        /// Without a failure for so long, an entry is forgotten, in seconds.
        package var memorySeconds: Int64

        /// For one account: five tries, then 1, 2, 4 … 300 seconds.
        package static let account = Policy(
            freeFailures: 5, triesAtOnce: 32, memorySeconds: 900)
        /// For one address, from which many people may come.
        package static let address = Policy(
            freeFailures: 30, triesAtOnce: 256, memorySeconds: 900)
    }

    /// How a try went.
    package enum Result: Sendable {
        /// It failed, which counts.
        case failed
        /// It was right, which forgets the failures before it.
        case succeeded
        /// It did not come to anything, or was right and forgets nothing.
        case passed
    }

    private struct Entry {
        var failures = 0
        var triesUnderWay = 0
        var latest: Timestamp
        var blockedUntil: Timestamp
    }

    private let policy: Policy
    private let capacity: Int
    private let entries = Mutex<[String: Entry]>([:])

    /// A throttle that knows of no failure yet.
    ///
    /// - Parameter capacity: Names remembered at most.
    package init(_ policy: Policy, capacity: Int = 10_000) {
        self.policy = policy
        self.capacity = capacity
    }

    /// Begins a try, which `end` has to be told of, unless it comes too early.
    ///
    /// - Throws: `Problem` 429 with `Retry-After`.
    package func begin(_ name: String, now: Timestamp) throws(Problem) {
        let wait = entries.withLock { entries -> Int64 in
            var entry = entries[name] ?? Entry(latest: now, blockedUntil: now)
            if now.seconds(since: entry.latest) > policy.memorySeconds { entry.failures = 0 }
            // A clock that was set back must not keep anybody out.
            if entry.latest > now { entry.blockedUntil = now }
            let wait = entry.blockedUntil.seconds(since: now)
            if wait > 0 { return wait }
            guard entry.triesUnderWay < room(for: entry) else { return 1 }
            entry.triesUnderWay += 1
            entries[name] = entry
            if entries.count > capacity { forget(&entries, now: now) }
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

    /// Ends a try that `begin` has let through, and counts how it went.
    package func end(_ name: String, _ result: Result, now: Timestamp) {
        entries.withLock { entries in
            var entry = entries[name] ?? Entry(latest: now, blockedUntil: now)
            entry.triesUnderWay = max(0, entry.triesUnderWay - 1)
            switch result {
            case .passed: break
            case .succeeded: entry.failures = 0
            case .failed:
                entry.failures += 1
                entry.latest = now
                entry.blockedUntil = now.adding(seconds: wait(after: entry.failures))
            }
            let isForgettable = entry.failures == 0 && entry.triesUnderWay == 0
            entries[name] = isForgettable ? nil : entry
        }
    }

    private func room(for entry: Entry) -> Int {
        entry.failures == 0 ? policy.triesAtOnce : max(1, policy.freeFailures - entry.failures)
    }

    private func wait(after failures: Int) -> Int64 {
        let excess = failures - policy.freeFailures
        return excess < 0 ? 0 : policy.backoff.delay(afterRetries: excess).components.seconds
    }

    /// Drops what is past its time, and the oldest half where that is not enough.
    private func forget(_ entries: inout [String: Entry], now: Timestamp) {
        entries = entries.filter { now.seconds(since: $0.value.latest) <= policy.memorySeconds }
        guard entries.count > capacity else { return }
        let oldest = entries.sorted { $0.value.latest < $1.value.latest }.prefix(capacity / 2)
        for (name, _) in oldest { entries[name] = nil }
    }
}
