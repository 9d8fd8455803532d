import BookingDomain
import SQLite
import Timekeeping

extension Transaction {
    /// A page of the bookings with notices to CRMAPI, by booking ID, for the comparison with CRMAPI.
    package func reconciliation(_ request: PageRequest) throws -> Page<ReconciliationEntry> {
        let rows = try all(
            """
            SELECT b.id, e.facilitator_id, b.event_id, coalesce(b.guest_name, u.name), b.status, b.seats,
                max(o.id), count(*), sum(\(fragment: Outbox.isDelivered))
            FROM outbox o CROSS JOIN bookings b ON b.id = o.booking_id
            CROSS JOIN events e ON e.id = b.event_id LEFT JOIN users u ON u.id = b.user_id
            WHERE o.booking_id > \(request.after?.id ?? 0)
            GROUP BY o.booking_id ORDER BY o.booking_id LIMIT \(request.rowsToRead)
            """
        ) { row in
            var columns = row.columns
            return ReconciliationEntry(
                bookingID: columns.next(), facilitatorID: columns.next(), eventID: columns.next(),
                user: columns.next(), status: columns.next(), seats: columns.next(),
                sequence: columns.next(), notices: columns.next(), delivered: columns.next())
        }
        return Page(rows, of: request) { PageCursor(id: $0.bookingID) }
    }
}
