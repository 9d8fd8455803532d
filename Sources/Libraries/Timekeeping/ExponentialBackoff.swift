/// Delays before retries, which double up to a limit.
package struct ExponentialBackoff: Sendable {
    private let first: Duration
    private let limit: Duration

    package init(from first: Duration, upTo limit: Duration) {
        self.first = first
        self.limit = limit
    }

    /// The delay after a number of retries; after none, the first one.
    package func delay(afterRetries retries: Int) -> Duration {
        // The exponent is bounded so that the shift does not overflow.
        min(limit, first * (1 << min(max(retries, 0), 30)))
    }
}
