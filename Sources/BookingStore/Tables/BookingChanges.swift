import BookingDomain
import SQLite
import Timekeeping

/// The table of what happened to each booking; the database writes the first line with the booking,
/// and refuses to change or delete one.
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
        of booking: BookingID, on connection: Connection
    ) throws -> [BookingChange] {
        try connection.all(
            "SELECT kind, actor, at FROM booking_changes WHERE booking_id = \(booking) ORDER BY id"
        ) { row in
            BookingChange(
                kind: try row.word(0, named: "booking_changes.kind"),
                actor: try row.word(1, named: "booking_changes.actor"), at: row.timestamp(2))
        }
    }
}
