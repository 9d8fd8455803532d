import BookingDomain
import SQLite
import Timekeeping

extension Booking {
    /// The columns of a booking and then of its event, for `init(_:at:)`.
    static func columns(at now: Timestamp) -> SQL {
        """
        b.id, b.user_id, b.seats, b.status, b.hold_expires_at, b.amount, b.amount_paid, b.currency,
        b.refund_policy, b.payment_id, b.payment_status, b.payment_provider, b.refund_id,
        b.refund_status, b.refunded_at, b.created_at, b.confirmed_at, b.cancelled_at,
        CASE b.payment_status WHEN 'pending' THEN EXISTS (SELECT 1 FROM payment_attempts a
            WHERE a.booking_id = b.id AND a.state IN ('created', 'open')) END,
        \(fragment: Event.columns(at: now))
        """
    }

    /// The tables of `columns(at:)`; CROSS JOIN keeps SQLite from reordering them.
    static let tables: SQL = """
        bookings b CROSS JOIN events e ON e.id = b.event_id
        CROSS JOIN event_seats ON event_seats.event_id = e.id
        CROSS JOIN facilitators f ON f.id = e.facilitator_id
        """

    /// Reads a booking as of `now`: an expired hold reads as expired, and a payment that cannot be
    /// made any longer as failed.
    ///
    /// - Throws: `UnreadableRow`.
    init(_ columns: inout Columns, at now: Timestamp) throws(UnreadableRow) {
        let id: BookingID = columns.next()
        let userID: UserID = columns.next()
        let seats: Int = columns.next()
        let stored: SeatState = try columns.next("bookings.status")
        let holdExpiresAt: Timestamp? = columns.next()
        let status = Booking.status(stored: stored, holdExpiresAt: holdExpiresAt, at: now)
        let amount: Int64 = columns.next()
        let amountPaid: Int64 = columns.next()
        let currency: Currency = columns.next()
        let refundPolicy = try columns.nextRefundPolicy()
        let paymentID: String? = columns.next()
        let paymentStatus: PaymentStatus? = try columns.next("bookings.payment_status")
        let provider: String? = columns.next()
        let refund = RefundSummary(
            id: columns.next(), status: try columns.next("bookings.refund_status"),
            refundedAt: columns.next())
        let createdAt: Timestamp = columns.next()
        let confirmedAt: Timestamp? = columns.next()
        let cancelledAt: Timestamp? = columns.next()
        let payment = PaymentSummary(
            id: paymentID,
            status: Booking.paymentStatus(
                stored: paymentStatus, seats: status, isUnderWay: columns.next()),
            provider: provider, amountPaid: amountPaid)
        self.init(
            id: id, event: try Event(&columns), userID: userID, seats: seats, status: status,
            holdExpiresAt: holdExpiresAt, amount: amount, payment: payment, currency: currency,
            refundPolicy: refundPolicy, refund: refund, createdAt: createdAt,
            confirmedAt: confirmedAt, cancelledAt: cancelledAt)
    }
}

extension Transaction {
    /// The bookings that a condition on `bookings b` selects; it may end in ORDER BY and LIMIT.
    func selectBookings(where condition: SQL) throws -> [Booking] {
        try all(
            """
            SELECT \(fragment: Booking.columns(at: now)) FROM \(fragment: Booking.tables)
            WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            return try Booking(&columns, at: now)
        }
    }
}
