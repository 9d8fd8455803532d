import BookingDomain
import SQLite
import Timekeeping

/// The table of money that came; the database refuses to change or delete any.
package enum Payments {
    /// A payment of ours, as its refunds need it.
    package struct Received: Equatable, Sendable {
        let id: Int64
        /// The booking that it came in for.
        package let bookingID: BookingID
        /// All that came, in minor units of the payment's own currency.
        package let amount: Int64
        /// What of it has gone back, or is on its way.
        let refunded: Int64
        /// Whether it pays for its booking; money that no booking needed is not, and goes back.
        package let isKept: Bool
    }

    /// The payment with this id at its gateway.
    package static func find(
        remote id: String, at provider: PaymentProvider, on connection: Connection
    ) throws -> Received? {
        try connection.first(
            """
            SELECT \(fragment: columns) FROM payments
            WHERE provider = \(provider) AND remote_id = \(id)
            """
        ) { Received(row: $0) }
    }

    /// The payment that the booking keeps.
    static func kept(of booking: BookingID, on connection: Connection) throws -> Received? {
        try connection.first(
            "SELECT \(fragment: columns) FROM payments WHERE booking_id = \(booking) AND is_kept"
        ) { Received(row: $0) }
    }

    /// Adds a payment, and with it a line of the ledger.
    static func insert(
        _ payment: GatewayPayment, of attempt: PaymentAttempt, isKept: Bool, at now: Timestamp,
        on connection: Connection
    ) throws -> Received {
        try connection.execute(
            """
            INSERT INTO payments (attempt_id, booking_id, provider, remote_id, amount, currency,
                is_kept, received_at)
            VALUES (\(attempt.id), \(attempt.bookingID), \(attempt.provider), \(payment.id),
                \(payment.amount), \(payment.currency), \(isKept), \(now))
            """)
        return Received(
            id: connection.lastInsertedRowID, bookingID: attempt.bookingID,
            amount: payment.amount, refunded: 0, isKept: isKept)
    }

    private static let columns: SQL = "id, booking_id, amount, refunded, is_kept"
}

extension Payments.Received {
    fileprivate init(row: borrowing Row) {
        self.init(
            id: row.int64(0), bookingID: row.id(1), amount: row.int64(2), refunded: row.int64(3),
            isKept: row.bool(4))
    }

    /// What may still go back.
    var rest: Int64 { amount - refunded }
}
