import BookingDomain
import SQLite
import Timekeeping

extension Booking {
    /// The columns of a booking and, behind them, of its event, of `tables`, for `init(row:at:)`.
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

    /// What `columns(at:)` selects from; the order of the joins is meant.
    static let tables: SQL = """
        bookings b CROSS JOIN events e ON e.id = b.event_id
        CROSS JOIN event_seats ON event_seats.event_id = e.id
        CROSS JOIN facilitators f ON f.id = e.facilitator_id
        """

    /// How many columns `columns(at:)` has.
    static let columnCount: Int32 = 19 + Event.columnCount

    /// Reads a booking as it stands at `now`: a hold that is over reads as expired, a payment that
    /// cannot be made any more as failed.
    ///
    /// - Throws: `UnreadableRow` for a value that this program does not write.
    init(row: borrowing Row, at now: Timestamp) throws(UnreadableRow) {
        let holdExpiresAt = row.optionalTimestamp(4)
        let status = Booking.status(
            stored: try row.word(3, named: "bookings.status"), holdExpiresAt: holdExpiresAt,
            at: now)
        self.init(
            id: row.id(0), event: try Event(row: row, from: 19), userID: row.id(1),
            seats: row.int(2), status: status,
            holdExpiresAt: holdExpiresAt, amount: row.int64(5),
            payment: PaymentSummary(
                id: row.optionalString(9),
                status: Booking.paymentStatus(
                    stored: try row.optionalWord(10, named: "bookings.payment_status"),
                    seats: status, isUnderWay: row.bool(18)),
                provider: row.optionalString(11), amountPaid: row.int64(6)),
            currency: Currency(stored: row.string(7)), refundPolicy: try row.refundPolicy(8),
            refund: RefundSummary(
                id: row.optionalString(12),
                status: try row.optionalWord(13, named: "bookings.refund_status"),
                refundedAt: row.optionalTimestamp(14)),
            createdAt: row.timestamp(15), confirmedAt: row.optionalTimestamp(16),
            cancelledAt: row.optionalTimestamp(17))
    }
}
