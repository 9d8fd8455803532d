import BookingDomain
import SQLite
import Timekeeping

/// A hold ends unpaid, after the gateway was asked: its seats are free, its payment has failed.
struct ReleaseHold: Deed {
    let booking: BookingID

    /// Ends the hold, unless another try to pay is still open.
    ///
    /// - Returns: Whether the seats were still held.
    func perform(on connection: Connection, at now: Timestamp) throws -> Bool {
        let open = try PaymentAttempts.all(of: booking, on: connection)
            .contains { $0.canResume && $0.closesAt > now }
        guard !open else { return false }
        let released = try connection.execute(
            "UPDATE bookings SET status = 'expired' WHERE id = \(booking) AND status = 'held'")
        if released == 1 {
            try BookingChanges.add(
                BookingChange(kind: .expired, actor: .system, at: now), to: booking,
                on: connection)
        }
        let failed = try connection.execute(
            """
            UPDATE bookings SET payment_status = 'failed'
            WHERE id = \(booking) AND payment_status = 'pending'
            AND status NOT IN ('held', 'confirmed')
            """)
        if failed == 1 {
            try BookingChanges.add(
                BookingChange(kind: .paymentFailed, actor: .gateway, at: now), to: booking,
                on: connection)
        }
        return released == 1
    }
}
