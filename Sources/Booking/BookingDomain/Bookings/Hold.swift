import Timekeeping

/// Seats reserved for a limited time for a guest who has yet to pay.
///
/// Expiry is judged at every read, so seats become free without a background task.
package struct Hold: Equatable, Sendable {
    /// The default length of a hold: 15 minutes.
    package static let defaultSeconds: Int64 = 15 * 60

    /// How much longer seats are held once the guest has begun to pay: in this minute the gateway
    /// closes the checkout and reports whether it was paid.
    package static let closingSeconds: Int64 = 60

    /// The first second at which the seats are no longer held.
    package let expiresAt: Timestamp

    package init(expiresAt: Timestamp) {
        self.expiresAt = expiresAt
    }

    package init(from now: Timestamp, seconds: Int64 = Hold.defaultSeconds) {
        self.init(expiresAt: now.adding(seconds: seconds))
    }

    /// Whether the hold is over, which it is from the second `expiresAt` on.
    package func isOver(at now: Timestamp) -> Bool {
        expiresAt <= now
    }
}
