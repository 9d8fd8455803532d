import BookingDomain
import JSONCoding
import SQLite
import Timekeeping

extension Booking {
    /// The columns of a booking and its event, for `init(_:at:)`.
    static func columns(at now: Timestamp) -> SQL {
        """
        b.status, b.hold_expires_at, CASE b.status WHEN 'held' THEN ifnull(
            (SELECT a.closes_at FROM payment_attempts a
                WHERE a.booking_id = b.id ORDER BY a.number LIMIT 1), b.hold_expires_at) END,
        b.payment_status,
        CASE b.payment_status WHEN 'pending' THEN EXISTS (SELECT 1 FROM payment_attempts a
            WHERE a.booking_id = b.id AND a.state IN ('created', 'open')) END,
        b.id, \(fragment: Event.columns(at: now)), \(fragment: BookedTimes.areMoved),
        b.user_id, b.source, b.is_offer, b.seats, b.attendees, b.attendance, b.amount, b.due,
        b.contingent, \(fragment: ContingentRefunds.sums(at: now)), b.payment_id,
        b.payment_provider, b.amount_paid, b.currency, b.refund_policy, b.refund_id,
        b.refund_status, b.refunded_at,
        CASE WHEN b.refund_status IS NOT NULL THEN (SELECT sum(p.refunded) FROM payments p
            WHERE p.booking_id = b.id AND p.is_kept) END,
        b.dispute, b.created_at, b.confirmed_at, b.cancelled_at
        """
    }

    /// The tables of `columns(at:)`; CROSS JOIN keeps SQLite from reordering them.
    static let tables: SQL = """
        bookings b CROSS JOIN events e ON e.id = b.event_id
        CROSS JOIN event_seats ON event_seats.event_id = e.id
        CROSS JOIN facilitators f ON f.id = e.facilitator_id
        """

    /// Reads a booking as of `now`, even if its row is older.
    ///
    /// An expired hold reads as expired, and a booking of a cancelled event as cancelled. A payment that
    /// cannot be made any longer reads as failed.
    init(_ columns: inout Columns, at now: Timestamp) throws(UnreadableRow) {
        let stored: SeatState = try columns.next("bookings.status")
        let holdExpiresAt: Timestamp? = columns.next()
        let payBefore: Timestamp? = columns.next()
        let storedPayment: PaymentStatus? = try columns.next("bookings.payment_status")
        let isUnderWay: Bool = columns.next()
        let id: BookingID = columns.next()
        let event = try Event(&columns, at: now)
        let cancelledAt = event.details.cancelledAt
        let status = Booking.status(
            stored: stored, holdExpiresAt: holdExpiresAt, eventCancelledAt: cancelledAt, at: now)
        let paymentStatus = Booking.paymentStatus(
            stored: storedPayment, seats: status, isUnderWay: isUnderWay)
        self.init(
            id: id, event: event, isEventMoved: columns.next(),
            userID: columns.next(), source: try columns.next("bookings.source"),
            isOffer: columns.next(), seats: columns.next(),
            attendees: try columns.nextNames("bookings.attendees"),
            attendance: try columns.next("bookings.attendance"), status: status,
            holdExpiresAt: holdExpiresAt, amount: columns.next(), due: columns.next(),
            contingentRefund: ContingentRefund(&columns),
            payment: PaymentSummary(
                id: columns.next(), status: paymentStatus, provider: columns.next(),
                amountPaid: columns.next(), payBefore: status == .held ? payBefore : nil),
            currency: columns.next(), refundPolicy: try columns.nextRefundPolicy(),
            refund: RefundSummary(
                id: columns.next(), status: try columns.next("bookings.refund_status"),
                refundedAt: columns.next(), amount: columns.next()),
            dispute: try columns.next("bookings.dispute"),
            createdAt: columns.next(), confirmedAt: columns.next(), cancelledAt: columns.next())
        if stored.takesSeats, status == .cancelled { cancelWithEvent(at: cancelledAt) }
    }
}

extension Columns {
    /// Reads a JSON array of names; NULL is an empty one.
    mutating func nextNames(_ name: String) throws(UnreadableRow) -> [String] {
        guard let text: String = next() else { return [] }
        guard let names = (try? JSONValue(parsing: Array(text.utf8)))?.array?.compactMap(\.string)
        else { throw UnreadableRow(column: name, value: text) }
        return names
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
