import BookingDomain
import SQLite

/// The table of the times and places that bookings were made with, of those whose event was edited
/// since.
///
/// A booking without a row was made with the event's current ones.
struct BookedTimes {
    let tx: Transaction

    /// Stores the event's time and place for its bookings, before an edit changes them.
    func keep(of event: EventID) throws {
        try tx.execute(
            """
            INSERT INTO booked_times (booking_id, starts_at, ends_at, location)
            SELECT b.id, e.starts_at, e.ends_at, e.location
            FROM bookings b CROSS JOIN events e ON e.id = b.event_id
            WHERE b.id IN (SELECT id FROM bookings WHERE \(fragment: Bookings.areActive(of: event)))
            ON CONFLICT DO NOTHING
            """)
    }

    /// Corrects what bookings were made with, as far as it is what the edit corrects.
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
