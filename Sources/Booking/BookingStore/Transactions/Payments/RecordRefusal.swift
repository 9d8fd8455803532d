import BookingDomain
import SQLite
import Timekeeping

/// The gateway refused to open a checkout: the try is over, and the next one has another key.
package struct RecordRefusal: Deed {
    /// The try whose call was refused.
    package let attempt: PaymentAttempt

    /// The deed of noting that the gateway refused `attempt`.
    package init(attempt: PaymentAttempt) {
        self.attempt = attempt
    }

    /// Notes that the try is over, and frees the seats if their time is over too.
    package func perform(on connection: Connection, at now: Timestamp) throws {
        try PaymentAttempts.update(
            attempt, state: .refused, checkoutID: nil, url: nil, at: now, on: connection)
        if attempt.closesAt <= now {
            _ = try ReleaseHold(booking: attempt.bookingID).perform(on: connection, at: now)
        }
    }
}
