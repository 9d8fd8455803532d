import Timekeeping

/// Seats kept for a guest who has yet to pay, for a limited time.
///
/// Whether a hold is over is judged whenever it is read, so no sweeper has to run for its seats to
/// be free again.
package struct Hold: Equatable, Sendable {
    /// How long a hold lasts when nothing else is configured: 15 minutes.
    package static let defaultSeconds: Int64 = 15 * 60

    /// How much longer the seats of a guest who has begun to pay are kept: in this minute the
    /// gateway is asked to close the checkout, and whether it was paid.
    package static let closingSeconds: Int64 = 60

    /// The first second at which the seats are not held any more.
    package let expiresAt: Timestamp

    /// A hold that is over at `expiresAt`.
    package init(expiresAt: Timestamp) {
        self.expiresAt = expiresAt
    }

    /// A hold that begins now and lasts `seconds`.
    package init(from now: Timestamp, seconds: Int64 = Hold.defaultSeconds) {
        self.init(expiresAt: now.adding(seconds: seconds))
    }

    /// Whether the hold is over; it is from the very second of its end.
    package func isOver(at now: Timestamp) -> Bool {
        expiresAt <= now
    }
}
