import BookingDomain
import SQLite
import Timekeeping

/// The money of one event, for its facilitator.
package struct MoneyReport: Equatable, Sendable {
    /// What came and went in one currency, in its minor units.
    package struct Sum: Equatable, Sendable {
        package let currency: String
        /// Bookings that were paid.
        package let paidBookings: Int
        package let received: Int64
        package let refunded: Int64
        /// On its way back.
        package let refundsInitiated: Int64
        /// Owed, and waiting for somebody to look after it.
        package let refundsFailed: Int64

        /// What is left.
        package var net: Int64 { received - refunded }
    }

    package let eventID: EventID
    package let title: String
    /// One for each currency; more than one only where the event's was edited.
    package let sums: [Sum]

    /// The report on an event of this facilitator's.
    ///
    /// - Throws: `Refusal.notFound`.
    package static func make(
        for event: EventID, of facilitator: FacilitatorID, at now: Timestamp,
        on connection: Connection
    ) throws -> MoneyReport {
        let event = try Events.find(event, of: facilitator, at: now, on: connection)
        let sums = try connection.all(
            """
            SELECT p.currency, count(DISTINCT CASE WHEN p.is_kept THEN p.booking_id END),
                sum(p.amount), sum(p.done), sum(p.initiated), sum(p.failed)
            FROM (SELECT p.*,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.payment_id = p.id AND r.status = 'processed') AS done,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.payment_id = p.id AND r.status = 'initiated') AS initiated,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.payment_id = p.id AND r.status = 'failed') AS failed
                FROM payments p JOIN bookings b ON b.id = p.booking_id
                WHERE b.event_id = \(event.id)) AS p
            GROUP BY p.currency ORDER BY p.currency
            """
        ) { row in
            Sum(
                currency: row.string(0), paidBookings: row.int(1), received: row.int64(2),
                refunded: row.int64(3), refundsInitiated: row.int64(4),
                refundsFailed: row.int64(5))
        }
        return MoneyReport(eventID: event.id, title: event.title, sums: sums)
    }
}
