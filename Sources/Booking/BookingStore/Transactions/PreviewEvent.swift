import BookingDomain
import SQLite
import Timekeeping

/// The result of a change of an event that was rolled back.
package struct EventPreview: Equatable, Sendable {
    /// The event as it would be.
    package let event: Event
    package let affected: AffectedBookings
}

/// What a change of an event means for its bookings.
package struct AffectedBookings: Equatable, Sendable {
    /// Bookings that are cancelled or whose guests get a message.
    package let bookings: Int
    /// The seats of these bookings.
    package let seats: Int
    /// E-mails to their guests, as far as they have an address for them.
    package let letters: Int
    /// The number of refunds, of all currencies.
    package let refundCount: Int
    /// The sum of the refunds in each currency.
    package let refunds: [Money]

    package init(bookings: Int, seats: Int, letters: Int, refundCount: Int, refunds: [Money]) {
        self.bookings = bookings
        self.seats = seats
        self.letters = letters
        self.refundCount = refundCount
        self.refunds = refunds
    }
}

extension Transaction {
    /// Runs a change of an event, rolls it back and reports what it did.
    ///
    /// - Throws: The errors of the change.
    package func preview(_ change: () throws -> Event) throws -> EventPreview {
        try rolledBack {
            // Letters of earlier changes would be counted too.
            try mails.collect(limit: .max)
            let before = try LatestRows(in: self)
            let event = try change()
            try mails.collect(limit: .max)
            return EventPreview(event: event, affected: try affected(since: before))
        }
    }

    private func affected(since before: LatestRows) throws -> AffectedBookings {
        let bookings = try first(
            """
            SELECT count(*), coalesce(sum(seats), 0) FROM bookings WHERE id IN (
                SELECT booking_id FROM booking_changes WHERE id > \(before.change)
                AND kind IN (\(BookingChange.Kind.cancelled), \(BookingChange.Kind.eventChanged))
                UNION SELECT booking_id FROM notifications WHERE id > \(before.notification))
            """
        ) { (count: $0.int(0), seats: $0.int(1)) }
        let letters = try first("SELECT count(*) FROM mails WHERE id > \(before.mail)") {
            $0.int(0)
        }
        let refunds = try all(
            """
            SELECT count(*), sum(r.amount), p.currency
            FROM refunds r CROSS JOIN payments p ON p.id = r.payment_id
            WHERE r.id > \(before.refund) GROUP BY p.currency ORDER BY p.currency
            """
        ) { row in
            var columns = row.columns
            let count: Int = columns.next()
            return (count: count, sum: Money(amount: columns.next(), currency: columns.next()))
        }
        return AffectedBookings(
            bookings: bookings?.count ?? 0, seats: bookings?.seats ?? 0, letters: letters ?? 0,
            refundCount: refunds.map(\.count).reduce(0, +), refunds: refunds.map(\.sum))
    }
}

/// The last row of each table before a change, so that the rows after it are those of the change.
private struct LatestRows {
    let change: Int64
    let notification: Int64
    let mail: Int64
    let refund: Int64

    init(in tx: Transaction) throws {
        func last(_ query: SQL) throws -> Int64 { try tx.first(query) { $0.int64(0) } ?? 0 }
        change = try last("SELECT max(id) FROM booking_changes")
        notification = try last("SELECT max(id) FROM notifications")
        mail = try last("SELECT max(id) FROM mails")
        refund = try last("SELECT max(id) FROM refunds")
    }
}
