import BookingDomain
import SQLite
import Timekeeping

/// The money of one event, for its facilitator.
package struct MoneyReport: Equatable, Sendable {
    /// What came and went in one currency, in its minor units.
    package struct Sum: Equatable, Sendable {
        /// The code of ISO 4217 that the gateway took the money in.
        package let currency: String
        /// Bookings that were paid.
        package let paidBookings: Int
        /// All that came, money that went straight back included.
        package let received: Int64
        /// What of it has gone back for good.
        package let refunded: Int64
        /// On its way back.
        package let refundsInitiated: Int64
        /// Owed, and waiting for somebody to look after it.
        package let refundsFailed: Int64
        /// What would go back to guests if the event were cancelled now.
        package let returnable: Int64

        /// What is left.
        package var net: Int64 { received - refunded }
    }

    /// The event that the money was paid for.
    package let eventID: EventID
    /// The event's title as it is now.
    package let title: String
    /// One for each currency; more than one only where the event's was edited.
    package let sums: [Sum]
}

extension Transaction {
    /// The report on an event of this facilitator's.
    ///
    /// - Throws: `Refusal.notFound`.
    package func moneyReport(
        on event: EventID, of facilitator: FacilitatorID
    ) throws -> MoneyReport {
        let event = try events.find(event, of: facilitator)
        return MoneyReport(
            eventID: event.id, title: event.title,
            sums: try moneySums(of: "= \(event.id)")[event.id] ?? [])
    }

    /// A page of the reports on a facilitator's events that were ever paid for, newest first.
    package func moneyReports(
        of facilitator: FacilitatorID, _ request: PageRequest
    ) throws -> Page<MoneyReport> {
        let paid: SQL = """
            SELECT e.id, e.title FROM events e
            WHERE e.facilitator_id = \(facilitator) AND e.id < \(request.after?.id ?? .max)
            AND EXISTS (SELECT 1 FROM bookings b JOIN payments p ON p.booking_id = b.id
                WHERE b.event_id = e.id AND b.amount > 0)
            ORDER BY e.id DESC LIMIT \(request.rowsToRead)
            """
        let sums = try moneySums(
            of: "IN (SELECT id FROM (\(fragment: paid)))")
        let reports = try all(paid) { row in
            MoneyReport(eventID: row.id(0), title: row.string(1), sums: sums[row.id(0)] ?? [])
        }
        return Page(reports, of: request) { PageCursor(id: $0.eventID.rawValue) }
    }

    /// The sums of each event whose id holds under the condition.
    private func moneySums(of condition: SQL) throws -> [EventID: [MoneyReport.Sum]] {
        let rows = try all(
            """
            SELECT p.event_id, p.currency,
                count(DISTINCT CASE WHEN p.is_kept THEN p.booking_id END),
                sum(p.amount), sum(p.done), sum(p.initiated), sum(p.failed),
                sum(CASE WHEN p.is_kept AND p.is_active THEN p.amount - p.refunded ELSE 0 END)
            FROM (SELECT p.*, b.event_id, b.status IN ('held', 'confirmed') AS is_active,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.payment_id = p.id AND r.status = 'processed') AS done,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.payment_id = p.id AND r.status = 'initiated') AS initiated,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.payment_id = p.id AND r.status = 'failed') AS failed
                FROM bookings b CROSS JOIN payments p ON p.booking_id = b.id
                WHERE b.amount > 0 AND b.event_id \(fragment: condition)) AS p
            GROUP BY p.event_id, p.currency ORDER BY p.event_id, p.currency
            """
        ) { row -> (event: EventID, sum: MoneyReport.Sum) in
            (
                row.id(0),
                MoneyReport.Sum(
                    currency: row.string(1), paidBookings: row.int(2), received: row.int64(3),
                    refunded: row.int64(4), refundsInitiated: row.int64(5),
                    refundsFailed: row.int64(6), returnable: row.int64(7))
            )
        }
        return Dictionary(grouping: rows, by: \.event).mapValues { $0.map(\.sum) }
    }
}
