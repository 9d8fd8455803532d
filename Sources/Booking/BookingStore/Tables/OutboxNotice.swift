import BookingDomain
import SQLite
import Timekeeping

/// A notice in the outbox.
package struct OutboxNotice: Equatable, Sendable {
    /// The row's key; CRMAPI orders notices by it.
    package let sequence: Int64
    package let bookingID: BookingID
    /// The number of failed attempts to deliver it.
    package var attempts = 0
    package let notice: BookingNotice

    /// The request that caused the notice.
    package var requestID: String? { notice.requestID }

    static let columns: SQL = """
        o.id, o.notification_id, o.booking_id, o.type, o.status, o.payment_status, o.amount_paid,
        o.created_at, o.request_id, b.user_id, b.seats, b.currency, u.name, e.id, e.title,
        e.facilitator_id
        """

    /// The tables of `columns`; CROSS JOIN keeps SQLite from reordering them.
    static let tables: SQL = """
        outbox o CROSS JOIN bookings b ON b.id = o.booking_id
        CROSS JOIN users u ON u.id = b.user_id CROSS JOIN events e ON e.id = b.event_id
        """

    init(_ columns: inout Columns) {
        sequence = columns.next()
        let notificationID: String = columns.next()
        bookingID = columns.next()
        let type: String = columns.next()
        let status: String = columns.next()
        let paymentStatus: String? = columns.next()
        let amountPaid: Int64 = columns.next()
        let occurredAt: Timestamp = columns.next()
        let requestID: String? = columns.next()
        let userID: Int64 = columns.next()
        let seats: Int64 = columns.next()
        let currency: String = columns.next()
        let user: String = columns.next()
        let eventID: Int64 = columns.next()
        var notice = BookingNotice(
            bookingID: bookingID.rawValue,
            // From the notice of the erasure on, the name must not be sent again.
            user: type == BookingNotice.Kind.guestErased ? User.erasedName : user,
            event: columns.next(), facilitatorID: columns.next())
        notice.notificationID = notificationID
        notice.sequence = sequence
        notice.type = type
        notice.userID = userID
        notice.eventID = eventID
        notice.seats = seats
        notice.status = status
        notice.paymentStatus = paymentStatus
        notice.amountPaid = amountPaid
        notice.currency = currency
        notice.occurredAt = occurredAt
        notice.requestID = requestID
        self.notice = notice
    }
}
