import BookingDomain
import SQLite

/// The table of the original times and places of bookings whose event was edited later.
///
/// A booking without a row was made with the event's current time and place.
struct BookedTimes {
    let tx: Transaction

    /// The condition that an event `e` has another time or place than its booking `b` was made with.
    static let areMoved: SQL = """
        (EXISTS (SELECT 1 FROM booked_times t WHERE t.booking_id = b.id
            AND (t.starts_at, t.ends_at, t.location) <> (e.starts_at, e.ends_at, e.location))
            OR \(fragment: PendingEventChanges.haveMovedEvent))
        """

    /// Stores the time and place that the event had, unless a booking was made with earlier ones.
    func store(_ before: TimeAndPlace, of batch: BookingBatch) throws {
        try tx.execute(
            """
            INSERT INTO booked_times (booking_id, starts_at, ends_at, location)
            SELECT id, \(before.startsAt), \(before.endsAt), \(before.location)
            FROM bookings WHERE \(fragment: batch.areActive)
            ON CONFLICT DO NOTHING
            """)
    }

    /// Removes the time and place of a booking, which was moved to another event.
    func remove(of booking: BookingID) throws {
        try tx.execute("DELETE FROM booked_times WHERE booking_id = \(booking)")
    }

    /// Applies a correction to the stored ends and places that equal the event's old ones.
    func correct(_ event: Event, to content: EventContent) throws {
        try tx.execute(
            """
            UPDATE booked_times SET
                ends_at = CASE ends_at WHEN \(event.endsAt) THEN \(content.endsAt) ELSE ends_at END,
                location = CASE location WHEN \(event.location) THEN \(content.location)
                    ELSE location END
            WHERE booking_id IN
                (SELECT id FROM bookings WHERE \(fragment: Bookings.areActive(of: event.id)))
            """)
    }
}
