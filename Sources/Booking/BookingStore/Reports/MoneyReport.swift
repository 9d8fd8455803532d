import BookingDomain
import SQLite
import Timekeeping

/// The payments and refunds of one event, for its facilitator.
package struct MoneyReport: Equatable, Sendable {
    /// The sums in one currency, in minor units.
    package struct Sum: Equatable, Sendable {
        /// The ISO 4217 code of the payments' currency.
        package let currency: String
        /// The number of paid bookings.
        package let paidBookings: Int
        /// All payments, including those that were refunded at once.
        package let received: Int64
        /// Processed refunds.
        package let refunded: Int64
        /// Refunds that are under way or about to be made, and those to hand back in person.
        package let refundsInitiated: Int64
        /// Failed refunds, which the facilitator has to handle.
        package let refundsFailed: Int64
        /// Payments in open disputes.
        package let disputed: Int64
        /// Payments that lost disputes returned to guests.
        package let disputesLost: Int64
        /// The amount that would be refunded if the event were cancelled now.
        package let returnable: Int64
        /// The amount that goes back if cancelled seats are taken again before their events start.
        package let contingent: Int64
        /// The part of `received` that was paid in person.
        package let receivedOffline: Int64
        /// The part of `refunded` that was handed back.
        package let refundedOffline: Int64
        /// The part of `refundsInitiated` that the facilitator has to hand back.
        package let toHandBack: Int64
        /// The part of `contingent` that the facilitator would hand back.
        package let contingentOffline: Int64

        /// Payments less processed refunds and lost disputes.
        package var net: Int64 { received - refunded - disputesLost }
    }

    package let eventID: EventID
    package let title: String
    /// One per currency; several only if the event's currency was edited.
    package let sums: [Sum]
}

extension Transaction {
    /// The report on one of this facilitator's events.
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

    /// A page of the reports on a facilitator's events with payments, newest first.
    package func moneyReports(
        of facilitator: FacilitatorID, _ request: PageRequest
    ) throws -> Page<MoneyReport> {
        let paid: SQL = """
            SELECT e.id, e.title FROM events e
            WHERE e.facilitator_id = \(facilitator) AND e.id < \(request.after?.id ?? .max)
            AND EXISTS (SELECT 1 FROM bookings b JOIN payments p ON p.booking_id = b.id
                WHERE b.event_id = e.id AND b.payment_status IS NOT NULL)
            ORDER BY e.id DESC LIMIT \(request.rowsToRead)
            """
        let sums = try moneySums(of: "IN (SELECT id FROM (\(fragment: paid)))")
        let reports = try all(paid) { row in
            MoneyReport(eventID: row.id(0), title: row.string(1), sums: sums[row.id(0)] ?? [])
        }
        return Page(reports, of: request) { PageCursor(id: $0.eventID.rawValue) }
    }

    /// The condition on a booking `b` that it is paid in person.
    private static let isOffline: SQL = "b.payment_provider = 'offline'"

    /// The sum for the event and the currency of a payment `p`: what is due with the whole price of
    /// the booked seats, less what has gone back.
    ///
    /// - Parameter condition: Selects bookings `b`.
    private static func returnable(where condition: SQL) -> SQL {
        """
        (SELECT coalesce(sum(max(0, min(b.due + b.amount, b.amount_paid) - (
                SELECT coalesce(sum(k.refunded), 0) FROM payments k
                WHERE k.booking_id = b.id AND k.is_kept))), 0)
            FROM bookings b
            WHERE b.event_id = p.event_id AND b.currency = p.currency AND b.amount_paid > 0
            AND b.payment_status IS NOT NULL AND b.status IN ('held', 'confirmed')
            AND b.dispute IS NOT 'lost' AND \(fragment: condition))
        """
    }

    /// The sum for the event and the currency of a payment `p` of the open refunds of cancelled seats.
    ///
    /// A booking that has moved since still waits for its seats at the event where it gave them up.
    /// - Parameter condition: Selects bookings `b`.
    private func contingent(where condition: SQL) -> SQL {
        """
        (SELECT coalesce(sum(r.amount), 0) FROM bookings b
            CROSS JOIN contingent_refunds r ON r.booking_id = b.id
            CROSS JOIN events o ON o.id = r.event_id
            WHERE b.event_id = p.event_id AND b.currency = p.currency AND b.contingent > 0
            AND \(fragment: ContingentRefunds.areOpen(at: now)) AND \(fragment: condition))
        """
    }

    private func moneySums(of condition: SQL) throws -> [EventID: [MoneyReport.Sum]] {
        let rows = try all(
            """
            SELECT p.event_id, (SELECT e.status = 'cancelled' FROM events e WHERE e.id = p.event_id),
                p.currency,
                count(DISTINCT CASE WHEN p.is_kept THEN p.booking_id END),
                sum(p.amount), sum(p.done), sum(p.initiated), sum(p.failed),
                sum(p.disputed), sum(p.lost), \(fragment: Self.returnable(where: "true")),
                \(fragment: contingent(where: "true")),
                sum(p.amount * p.is_offline), sum(p.done * p.is_offline),
                sum(p.initiated * p.is_offline), \(fragment: contingent(where: Self.isOffline)),
                \(fragment: Self.returnable(where: Self.isOffline))
            FROM (SELECT p.*, b.event_id, p.provider = 'offline' AS is_offline,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.payment_id = p.id AND r.status = 'processed') AS done,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.payment_id = p.id AND r.status = 'initiated') AS initiated,
                (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                WHERE r.payment_id = p.id AND r.status = 'failed') AS failed,
                (SELECT coalesce(sum(d.amount), 0) FROM disputes d
                WHERE d.payment_id = p.id AND d.status = 'open') AS disputed,
                (SELECT coalesce(sum(d.amount), 0) FROM disputes d
                WHERE d.payment_id = p.id AND d.status = 'lost') AS lost
                FROM bookings b CROSS JOIN payments p ON p.booking_id = b.id
                WHERE b.payment_status IS NOT NULL AND b.event_id \(fragment: condition)) AS p
            GROUP BY p.event_id, p.currency ORDER BY p.event_id, p.currency
            """
        ) { row -> (event: EventID, sum: MoneyReport.Sum) in
            var columns = row.columns
            let (event, isCancelled): (EventID, Bool) = (columns.next(), columns.next())
            let sum = MoneyReport.Sum(
                currency: columns.next(), paidBookings: columns.next(), received: columns.next(),
                refunded: columns.next(), refundsInitiated: columns.next(),
                refundsFailed: columns.next(), disputed: columns.next(),
                disputesLost: columns.next(), returnable: columns.next(),
                contingent: columns.next(), receivedOffline: columns.next(),
                refundedOffline: columns.next(), toHandBack: columns.next(),
                contingentOffline: columns.next())
            return (event, isCancelled ? sum.cancelled(returnableOffline: columns.next()) : sum)
        }
        return Dictionary(grouping: rows, by: \.event).mapValues { $0.map(\.sum) }
    }
}

extension MoneyReport.Sum {
    /// The sum of a cancelled event: what its bookings would return is about to be refunded.
    ///
    /// - Parameter returnableOffline: The part that was paid in person.
    fileprivate func cancelled(returnableOffline: Int64) -> MoneyReport.Sum {
        MoneyReport.Sum(
            currency: currency, paidBookings: paidBookings, received: received,
            refunded: refunded, refundsInitiated: refundsInitiated + returnable,
            refundsFailed: refundsFailed, disputed: disputed, disputesLost: disputesLost,
            returnable: 0, contingent: contingent, receivedOffline: receivedOffline,
            refundedOffline: refundedOffline, toHandBack: toHandBack + returnableOffline,
            contingentOffline: contingentOffline)
    }
}
