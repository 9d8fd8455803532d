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
    /// Where the payment was made.
    let provider: PaymentProvider
    /// Whether the booking needs the payment; other payments are refunded.
    package let isKept: Bool

    /// The part of `amount` that can still be refunded.
    var rest: Int64 { amount - refunded }
}

extension [ReceivedPayment] {
    /// The part of the payments that was refunded, is being refunded or was lost in disputes.
    var refunded: Int64 { reduce(0) { $0 + $1.refunded } }
}

/// The table of payments, which the database refuses to change or delete.
package struct Payments {
    let tx: Transaction

    /// The payment with this ID at its gateway.
    package func find(remote id: String, at provider: PaymentProvider) throws -> ReceivedPayment? {
        try select(where: "provider = \(provider) AND remote_id = \(id)").first
    }

    /// The payments that the booking needs, the latest first: one of a gateway or any number that
    /// were made in person.
    func kept(of booking: BookingID) throws -> [ReceivedPayment] {
        try select(where: "booking_id = \(booking) AND is_kept ORDER BY id DESC")
    }

    private func select(where condition: SQL) throws -> [ReceivedPayment] {
        try tx.all(
            """
            SELECT id, booking_id, amount, currency,
                min(amount, refunded + coalesce((SELECT sum(d.amount) FROM disputes d
                    WHERE d.payment_id = payments.id AND d.status = 'lost'), 0)),
                provider, is_kept
            FROM payments
            WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            return ReceivedPayment(
                id: columns.next(), bookingID: columns.next(), amount: columns.next(),
                currency: columns.next(), refunded: columns.next(),
                provider: try columns.next("payments.provider"), isKept: columns.next())
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
            currency: Currency(stored: payment.currency), refunded: 0,
            provider: attempt.provider, isKept: isKept)
    }

    /// Adds a payment that was made in person; its ID is made of random hexadecimal digits.
    ///
    /// - Returns: The payment's ID.
    func insert(_ payment: OfflinePayment, for booking: Booking) throws -> String {
        try tx.execute(
            """
            INSERT INTO payments (booking_id, provider, remote_id, amount, currency, is_kept,
                received_at, method)
            VALUES (\(booking.id), \(PaymentProvider.offline), lower(hex(randomblob(12))),
                \(payment.amount), \(booking.currency.code), 1, \(tx.now), \(payment.method))
            """)
        return try tx.first(
            "SELECT remote_id FROM payments WHERE id = \(tx.lastInsertedRowID)"
        ) { $0.string(0) } ?? ""
    }
}
