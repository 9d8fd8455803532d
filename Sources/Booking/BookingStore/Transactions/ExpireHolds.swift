import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// Stores the expired holds of an event as expired, which frees their seats.
    ///
    /// Their timeline gives the end of the hold, not the time of this transaction.
    func expireHolds(of event: EventID) throws {
        let due: SQL = "event_id = \(event) AND status = 'held' AND hold_expires_at <= \(now)"
        try execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            SELECT id, 'expired', 'system', hold_expires_at FROM bookings WHERE \(fragment: due)
            """)
        try execute("UPDATE bookings SET status = 'expired' WHERE \(fragment: due)")
    }
}
