import BookingDomain
import SQLite
import Timekeeping

/// The table of what happened to each booking after it was made, which is the first line of its
/// timeline; the database refuses to change or delete one.
package enum BookingChanges {
    /// Adds a line to the booking's timeline.
    package static func add(
        _ change: BookingChange, to booking: BookingID, on connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            VALUES (\(booking), \(change.kind), \(change.actor), \(change.at))
            """)
    }

    /// The booking's timeline, oldest line first.
    package static func all(
        of booking: Booking, on connection: Connection
    ) throws -> [BookingChange] {
        try [booking.firstChange]
            + connection.all(
                """
                SELECT kind, actor, at FROM booking_changes
                WHERE booking_id = \(booking.id) ORDER BY id
                """
            ) { row in
                BookingChange(
                    kind: try row.word(0, named: "booking_changes.kind"),
                    actor: try row.word(1, named: "booking_changes.actor"), at: row.timestamp(2))
            }
    }
}
