import BookingDomain
import SQLite
import Timekeeping

/// A letter to a guest that several attempts have not delivered, as the event's facilitator sees it.
package struct UndeliveredLetter: Equatable, Sendable {
    /// The key of the row in `mails`.
    package let id: Int64
    /// The change that the letter reports, `reminder` or `message`.
    package let kind: String
    package let bookingID: BookingID
    package let eventID: EventID
    package let facilitatorID: FacilitatorID
    package let eventTitle: String
    /// Nil for a booking that the facilitator made.
    package let guestID: UserID?
    /// The current name; `User.erasedName` for an erased guest.
    package let guestName: String
    package let createdAt: Timestamp
    /// The number of failed attempts, at least five.
    package let attempts: Int
    /// Nil if the letter was given up.
    package let nextAttemptAt: Timestamp?
}

extension Mails {
    /// A page of the letters about events that five attempts have not delivered,
    /// newest first.
    ///
    /// The fifth attempt is about a quarter of an hour after the first.
    /// - Parameter facilitator: Only those about this facilitator's events; nil for all.
    package func undelivered(
        of facilitator: FacilitatorID? = nil, _ request: PageRequest
    ) throws -> Page<UndeliveredLetter> {
        let ofFacilitator: SQL = facilitator.map { "AND e.facilitator_id = \($0)" } ?? ""
        let rows = try tx.all(
            """
            SELECT m.id, CASE WHEN m.reminder_start IS NOT NULL THEN 'reminder'
                    WHEN m.message_id IS NOT NULL THEN 'message' ELSE ifnull(c.kind, 'confirmed') END,
                b.id, e.id, e.facilitator_id, e.title, CASE b.source WHEN 'guest' THEN b.user_id END,
                coalesce(b.guest_name, u.name), m.created_at, m.attempts, m.next_attempt_at
            FROM mails m INDEXED BY mails_failing CROSS JOIN bookings b ON b.id = m.booking_id
            CROSS JOIN events e ON e.id = b.event_id LEFT JOIN users u ON u.id = b.user_id
            LEFT JOIN booking_changes c ON c.id = m.change_id
            WHERE m.sent_at IS NULL AND m.attempts >= 5 AND m.id < \(request.after?.id ?? .max)
            AND m.turn > 0 \(fragment: ofFacilitator)
            ORDER BY m.id DESC LIMIT \(request.rowsToRead)
            """
        ) { row in
            var columns = row.columns
            return UndeliveredLetter(
                id: columns.next(), kind: columns.next(), bookingID: columns.next(),
                eventID: columns.next(), facilitatorID: columns.next(),
                eventTitle: columns.next(), guestID: columns.next(), guestName: columns.next(),
                createdAt: columns.next(), attempts: columns.next(),
                nextAttemptAt: columns.next())
        }
        return Page(rows, of: request) { PageCursor(id: $0.id) }
    }
}
