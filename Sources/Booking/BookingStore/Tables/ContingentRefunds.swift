import BookingDomain
import SQLite
import Timekeeping

/// The rest of the refund of one cancelled seat, which waits until the seat is taken again.
struct WaitingRefund: Equatable {
    let id: Int64
    let booking: BookingID
    /// Minor units of the booking's currency.
    let amount: Int64
}

/// The table of refunds that wait until seats are taken again: a row for each cancelled seat.
///
/// Triggers sum them in their booking and count the open ones in their event.
package struct ContingentRefunds {
    let tx: Transaction

    /// Adds the rest of the refund of seats that were just cancelled.
    func insert(_ quote: CancellationQuote, of booking: Booking) throws {
        let parts = ContingentRefund.parts(
            of: quote.contingent, seats: quote.seats, unit: booking.payableUnit)
        for part in parts {
            try tx.execute(
                """
                INSERT INTO contingent_refunds (booking_id, event_id, amount, created_at)
                VALUES (\(booking.id), \(booking.event.id), \(part), \(tx.now))
                """)
        }
    }

    /// The first of the event's open refunds, in the order of the cancellations.
    func first(_ limit: Int, of event: EventID) throws -> [WaitingRefund] {
        try tx.all(
            """
            SELECT id, booking_id, amount FROM contingent_refunds
            WHERE event_id = \(event) AND released_at IS NULL AND ended_at IS NULL
            ORDER BY id LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            return WaitingRefund(
                id: columns.next(), booking: columns.next(), amount: columns.next())
        }
    }

    func release(_ refund: WaitingRefund) throws {
        try tx.execute(
            "UPDATE contingent_refunds SET released_at = \(tx.now) WHERE id = \(refund.id)")
    }

    /// Ends the open refunds of an event that has begun and is moved to another time.
    func endAll(of event: EventID) throws {
        try tx.execute(
            """
            UPDATE contingent_refunds SET ended_at = \(tx.now)
            WHERE event_id = \(event) AND released_at IS NULL AND ended_at IS NULL
            """)
    }

    /// The sums of a booking `b` that were released and that are open; NULL for almost all bookings.
    static func sums(at now: Timestamp) -> SQL {
        """
        CASE WHEN b.contingent > 0 THEN (SELECT coalesce(sum(r.amount), 0)
            FROM contingent_refunds r
            WHERE r.booking_id = b.id AND r.released_at IS NOT NULL) END,
        CASE WHEN b.contingent > 0 THEN (SELECT coalesce(sum(r.amount), 0)
            FROM contingent_refunds r CROSS JOIN events o ON o.id = r.event_id
            WHERE r.booking_id = b.id AND \(fragment: areOpen(at: now))) END
        """
    }

    /// The condition on a refund `r` of an event `o` that it can still be released.
    static func areOpen(at now: Timestamp) -> SQL {
        """
        r.released_at IS NULL AND r.ended_at IS NULL AND o.status = 'scheduled'
            AND o.starts_at > \(now)
        """
    }
}

extension ContingentRefund {
    /// Reads the columns `contingent` and ``ContingentRefunds/sums(at:)``; nil for none.
    init?(_ columns: inout Columns) {
        let amount: Int64 = columns.next()
        let (released, open): (Int64?, Int64?) = (columns.next(), columns.next())
        guard let released, let open else { return nil }
        self.init(amount: amount, released: released, open: open)
    }
}
