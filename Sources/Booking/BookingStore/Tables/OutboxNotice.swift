import BookingDomain
import SQLite

/// A notice on its way to CRMAPI.
package struct OutboxNotice: Equatable, Sendable {
    /// The row's key, which rises from notice to notice; CRMAPI orders by it.
    package let sequence: Int64
    /// The booking that it tells of, whose notices go one after the other.
    package let bookingID: BookingID
    /// The request that it came of; nil where none did.
    package let requestID: String?
    /// How often it was sent in vain.
    package let attempts: Int
    /// The notice itself.
    package let notice: BookingNotice

    /// The columns of a notice, of `tables`, for `init(row:attempts:)`.
    static let columns: SQL = """
        o.id, o.notification_id, o.booking_id, o.type, o.status, o.payment_status, o.amount_paid,
        o.created_at, o.request_id, b.user_id, b.seats, b.currency, u.name, e.id, e.title,
        e.facilitator_id
        """

    /// What `columns` selects from; the order of the joins is meant.
    static let tables: SQL = """
        outbox o CROSS JOIN bookings b ON b.id = o.booking_id
        CROSS JOIN users u ON u.id = b.user_id CROSS JOIN events e ON e.id = b.event_id
        """

    /// How many columns `columns` has.
    static let columnCount: Int32 = 16

    init(row: borrowing Row, attempts: Int) {
        notice = BookingNotice(row: row)
        sequence = row.int64(0)
        bookingID = row.id(2)
        requestID = notice.requestID
        self.attempts = attempts
    }
}

extension BookingNotice {
    /// All that MainAPI knows: what was so when the notice was written, and by which names it goes
    /// today. A guest who is being erased has none from the notice on that says so.
    fileprivate init(row: borrowing Row) {
        let type = row.string(3)
        self.init(
            bookingID: row.int64(2),
            user: type == Kind.guestErased ? User.erasedName : row.string(12),
            event: row.string(14), facilitatorID: row.int64(15))
        notificationID = row.string(1)
        sequence = row.int64(0)
        requestID = row.optionalString(8)
        self.type = type
        userID = row.int64(9)
        eventID = row.int64(13)
        seats = row.int64(10)
        status = row.string(4)
        paymentStatus = row.optionalString(5)
        amountPaid = row.int64(6)
        currency = row.string(11)
        occurredAt = row.timestamp(7)
    }
}
