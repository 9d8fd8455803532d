import BookingDomain
import SQLite
import Timekeeping

/// The table of notices to CRMAPI.
///
/// A notice is written in the transaction of the change that it reports, and never changed. It is
/// kept after its delivery because the reconciliation counts it.
package struct Outbox {
    let tx: Transaction

    /// Adds a notice of a booking; its public ID is 32 random hexadecimal digits.
    func add(_ type: String, of booking: Booking) throws {
        let id = try tx.nextID(.notices)
        try tx.execute(
            """
            INSERT INTO outbox (id, notification_id, booking_id, type, status, payment_status,
                amount_paid, created_at, request_id)
            VALUES (\(id), hex(randomblob(16)), \(booking.id), \(type),
                \(booking.status), \(booking.payment.status), \(booking.payment.amountPaid),
                \(tx.now), \(tx.cause?.request))
            """)
        tx.didChange(.outbox)
    }

    /// The number of the latest notice; 0 if there is none.
    func latest() throws -> Int64 {
        try tx.first("SELECT coalesce(max(id), 0) FROM outbox") { $0.int64(0) } ?? 0
    }

    /// Whether the booking's last notice, of those up to `latest`, names its guest.
    func namesGuest(of booking: BookingID, through latest: Int64) throws -> Bool {
        try tx.first(
            """
            SELECT type <> \(BookingNotice.Kind.guestErased) FROM outbox
            WHERE booking_id = \(booking) AND id <= \(latest) ORDER BY id DESC LIMIT 1
            """
        ) { $0.bool(0) } ?? false
    }

    /// The notices that CRMAPI has not received, at a cost that does not depend on their number.
    package func depth() throws -> QueueDepth {
        let reached = try tx.metadata.integer(for: .deliveredThrough) ?? 0
        return try tx.first(
            """
            SELECT \(fragment: Self.undeliveredCount), min(ifnull(fresh, delayed), ifnull(delayed, fresh))
            FROM (SELECT
                (SELECT created_at FROM outbox WHERE id > \(reached) ORDER BY id LIMIT 1) AS fresh,
                (SELECT o.created_at FROM delayed_notices d CROSS JOIN outbox o ON o.id = d.notice_id
                    ORDER BY d.notice_id LIMIT 1) AS delayed)
            """
        ) { QueueDepth(count: $0.int(0), oldest: $0.optionalTimestamp(1)) }
            ?? QueueDepth(count: 0, oldest: nil)
    }

    /// Makes every notice undelivered; CRMAPI recognizes the ones that it has by their IDs.
    package func resend() throws {
        try tx.execute("DELETE FROM delayed_notices")
        try tx.metadata.set("0", for: .deliveredThrough)
        tx.didChange(.outbox)
    }
}

/// A notice in the outbox.
package struct OutboxNotice: Equatable, Sendable {
    /// The row's key; CRMAPI orders notices by it.
    package let sequence: Int64
    package let bookingID: BookingID
    /// The number of failed attempts to deliver it.
    package var attempts = 0
    package let notice: BookingNotice

    package var requestID: String? { notice.requestID }

    static let columns: SQL = """
        o.id, o.booking_id, o.type, coalesce(b.guest_name, u.name), e.title, e.facilitator_id,
        o.notification_id, CASE b.source WHEN 'guest' THEN b.user_id END, e.id, b.seats, o.status,
        o.payment_status, o.amount_paid, b.currency, o.created_at, o.request_id, b.dispute,
        b.source
        """

    /// The tables of `columns`; CROSS JOIN keeps SQLite from reordering them.
    static let tables: SQL = """
        outbox o CROSS JOIN bookings b ON b.id = o.booking_id
        CROSS JOIN events e ON e.id = b.event_id LEFT JOIN users u ON u.id = b.user_id
        """

    init(_ columns: inout Columns, installation: String) {
        sequence = columns.next()
        bookingID = columns.next()
        let type: String = columns.next()
        let user: String = columns.next()
        var notice = BookingNotice(
            bookingID: bookingID.rawValue,
            // From the notice of the erasure on, the name must not be sent again.
            user: type == BookingNotice.Kind.guestErased ? User.erasedName : user,
            event: columns.next(), facilitatorID: columns.next())
        notice.installation = installation
        notice.sequence = sequence
        notice.type = type
        notice.notificationID = columns.next()
        notice.userID = columns.next()
        notice.eventID = columns.next()
        notice.seats = columns.next()
        notice.status = columns.next()
        notice.paymentStatus = columns.next()
        notice.amountPaid = columns.next()
        notice.currency = columns.next()
        notice.occurredAt = columns.next()
        notice.requestID = columns.next()
        notice.dispute = columns.next()
        notice.source = columns.next()
        self.notice = notice
    }
}
