import BookingDomain
import SQLite
import Timekeeping

/// The refunds of an event that is cancelled, in a few statements for all bookings.
extension Refunds {
    /// The sum that goes back to the guest of a booking `b` when its event is cancelled: what is due
    /// with the whole price, less what has gone back.
    ///
    /// It is for payments at a gateway, in the event's currency. A lost dispute has returned the
    /// payment.
    static func refundOfCancelledEvent(_ event: Event) -> SQL {
        """
        coalesce((SELECT max(0, (min(b.due + b.amount, p.amount) - p.refunded)
                    / \(event.currency.payableUnit) * \(event.currency.payableUnit))
            FROM payments p WHERE p.booking_id = b.id AND p.is_kept
            AND NOT EXISTS (SELECT 1 FROM disputes d
                WHERE d.payment_id = p.id AND d.status = 'lost')), 0)
        """
    }

    /// The distinct sums that go back to the guests of an event that is cancelled.
    func sums(ofCancelled batch: BookingBatch, of event: Event) throws -> [Money] {
        let refund = Self.refundOfCancelledEvent(event)
        return try tx.all(
            """
            SELECT DISTINCT \(fragment: refund) AS sum FROM bookings b
            WHERE b.id IN (SELECT id FROM bookings WHERE \(fragment: batch.areActive))
            AND b.amount_paid > 0 AND sum > 0
            """
        ) { Money(amount: $0.int64(0), currency: event.currency) }
    }

    /// Adds the refunds of an event that is cancelled.
    func insertAll(ofCancelled batch: BookingBatch, of event: Event) throws {
        let refund = Self.refundOfCancelledEvent(event)
        let refunded: SQL = """
            b.id IN (SELECT id FROM bookings WHERE \(fragment: batch.areActive))
            AND b.amount_paid > 0 AND \(fragment: refund) > 0
            """
        try tx.timelines.add(
            .refundInitiated, by: .system,
            toAll: "id IN (SELECT b.id FROM bookings b WHERE \(fragment: refunded))")
        let id = try tx.nextID(.refunds)
        try tx.execute(
            """
            \(fragment: Self.insertion)
            SELECT \(id) + row_number() OVER (ORDER BY b.id) - 1,
                k.id, b.id, \(event.facilitator.id), \(fragment: refund),
                \(Refund.Reason.eventCancelled), 'initiated', k.provider, NULL, \(tx.now),
                \(tx.now), \(tx.now), NULL
            FROM bookings b CROSS JOIN payments k ON k.booking_id = b.id AND k.is_kept
            WHERE \(fragment: refunded) ORDER BY b.id
            """)
        // The statement used more IDs than the one that was reserved.
        tx.invalidateCache()
        tx.didChange(.refunds)
    }
}
