import Timekeeping

/// A limit on failed attempts under one key.
struct AttemptLimit: Sendable {
    /// The failures under one key.
    struct Count: Sendable {
        /// The time at which the count has fallen to zero.
        fileprivate(set) var isZeroAt = Timestamp.earliest
        fileprivate(set) var blockedUntil = Timestamp.earliest
        /// Attempts that have begun and not ended.
        var running = 0
    }

    /// The outcome of an attempt.
    enum Outcome: Sendable {
        case failed
        /// Clears the count.
        case succeeded
        case ignored
    }

    /// Failures without a wait.
    let burst: Int
    /// The time in which the count falls by one.
    let recovery: Duration
    /// The waits after further failures; nil waits until the count has fallen below `burst`.
    var backoff: ExponentialBackoff?

    /// Concurrent attempts under a key without failures.
    private static let concurrentAttempts = 32

    /// The same limit for four times as many failures.
    var fourfold: AttemptLimit {
        AttemptLimit(
            burst: 4 * burst, recovery: max(.seconds(1), recovery / 4), backoff: backoff)
    }

    /// The time until another attempt may begin.
    ///
    /// Concurrent attempts gain nothing: they count as failures until they have ended.
    func waitSeconds(_ count: Count, now: Timestamp) -> Int64 {
        // If the clock is set back, the wait must not grow.
        let wait = min(count.blockedUntil.seconds(since: now), longestWaitSeconds)
        guard wait <= 0 else { return wait }
        let failures = failures(count, now: now)
        let room = failures == 0 ? Self.concurrentAttempts : max(1, burst - failures)
        return count.running < room ? 0 : 1
    }

    /// Changes the count by an attempt's outcome.
    func record(_ outcome: Outcome, in count: inout Count, now: Timestamp) {
        switch outcome {
        case .ignored: break
        case .succeeded: (count.isZeroAt, count.blockedUntil) = (.earliest, .earliest)
        case .failed: recordFailure(in: &count, now: now)
        }
    }

    private func recordFailure(in count: inout Count, now: Timestamp) {
        let failures = min(failures(count, now: now), mostFailures - 1) + 1
        let latest = now.adding(recovery * mostFailures)
        count.isZeroAt = min(max(count.isZeroAt, now).adding(recovery), latest)
        if failures < burst {
            count.blockedUntil = .earliest
        } else if let backoff {
            count.blockedUntil = now.adding(backoff.delay(afterRetries: failures - burst))
        } else {
            count.blockedUntil = count.isZeroAt.adding(recovery * -(burst - 1))
        }
    }

    /// Bounds the time for which a key is remembered; the backoff has then reached its limit.
    private var mostFailures: Int { burst + 10 }

    private var longestWaitSeconds: Int64 {
        let longest = backoff?.delay(afterRetries: mostFailures) ?? recovery * 11
        return longest.components.seconds
    }

    /// Rounded up, so that it falls only after a whole `recovery`.
    private func failures(_ count: Count, now: Timestamp) -> Int {
        let seconds = max(0, count.isZeroAt.seconds(since: now))
        let each = recovery.components.seconds
        return min(Int((seconds + each - 1) / each), mostFailures)
    }
}
