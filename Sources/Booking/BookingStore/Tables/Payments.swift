import BookingDomain
import SQLite
import Timekeeping

/// A received payment, with the fields that its refunds need.
package struct ReceivedPayment: Equatable, Sendable {
    let id: Int64
    /// The booking that the guest paid for.
    package let bookingID: BookingID
    /// In minor units of the payment's own currency.
    package let amount: Int64
    let currency: Currency
    /// The part of `amount` that was refunded, is being refunded or was lost in a dispute.
    let refunded: Int64
    /// Whether the booking needs the payment; other payments are refunded.
    package let isKept: Bool

    /// The part of `amount` that can still be refunded.
    var rest: Int64 { amount - refunded }
}

/// The table of payments, which the database refuses to change or delete.
package struct Payments {
    let tx: Transaction

    /// The payment with this ID at its gateway.
    package func find(remote id: String, at provider: PaymentProvider) throws -> ReceivedPayment? {
        try first(where: "provider = \(provider) AND remote_id = \(id)")
    }

    func kept(of booking: BookingID) throws -> ReceivedPayment? {
        try first(where: "booking_id = \(booking) AND is_kept")
    }

    /// The distinct refundable rests of the payments of an event's active bookings.
    func sumsToReturn(of event: EventID) throws -> [Money] {
        try tx.all(
            """
            SELECT DISTINCT p.amount - p.refunded, p.currency
            FROM bookings b CROSS JOIN payments p ON p.booking_id = b.id
            WHERE b.event_id = \(event) AND b.status IN ('held', 'confirmed')
            AND p.is_kept AND p.amount > p.refunded
            AND NOT EXISTS (SELECT 1 FROM disputes d
                WHERE d.payment_id = p.id AND d.status = 'lost')
            """
        ) { row in
            var columns = row.columns
            return Money(amount: columns.next(), currency: columns.next())
        }
    }

    private func first(where condition: SQL) throws -> ReceivedPayment? {
        try tx.first(
            """
            SELECT id, booking_id, amount, currency,
                min(amount, refunded + coalesce((SELECT sum(d.amount) FROM disputes d
                    WHERE d.payment_id = payments.id AND d.status = 'lost'), 0)),
                is_kept
            FROM payments
            WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            return ReceivedPayment(
                id: columns.next(), bookingID: columns.next(), amount: columns.next(),
                currency: columns.next(), refunded: columns.next(), isKept: columns.next())
        }
    }

    /// Adds a payment; a trigger adds its line to the ledger.
    func insert(
        _ payment: GatewayPayment, of attempt: PaymentAttempt, isKept: Bool
    ) throws -> ReceivedPayment {
        try tx.execute(
            """
            INSERT INTO payments (attempt_id, booking_id, provider, remote_id, amount, currency,
                is_kept, received_at)
            VALUES (\(attempt.id), \(attempt.bookingID), \(attempt.provider), \(payment.id),
                \(payment.amount), \(payment.currency), \(isKept), \(tx.now))
            """)
        return ReceivedPayment(
            id: tx.lastInsertedRowID, bookingID: attempt.bookingID, amount: payment.amount,
            currency: Currency(stored: payment.currency), refunded: 0, isKept: isKept)
    }
}
