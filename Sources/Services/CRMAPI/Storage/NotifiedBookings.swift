import BookingDomain
import SQLite
import ServiceContract
import Timekeeping

/// A notice names a facilitator without an account.
struct UnknownFacilitator: Error, Equatable {
    let id: Int64
}

/// The tables of notices and of the bookings that they describe.
struct NotifiedBookings {
    let tx: Transaction

    /// Records a notice once, even if it is received repeatedly.
    ///
    /// A notice older than the booking's latest one is stored, but does not change the booking.
    ///
    /// - Throws: `OtherInstallation`, `UnknownFacilitator`, or `SQLiteError`.
    func record(_ notice: BookingNotice) throws -> NoticeReceipt {
        if let installation = notice.installation {
            try tx.metadata.checkInstallation(installation)
        }
        if try isKnown(notice.notificationID) {
            return NoticeReceipt(
                bookingID: notice.bookingID, notificationID: notice.notificationID,
                isDuplicate: true)
        }
        guard try tx.facilitators.find(notice.facilitatorID) != nil else {
            throw UnknownFacilitator(id: notice.facilitatorID)
        }
        try tx.execute(
            """
            INSERT INTO notices
                (notification_id, facilitator_id, booking_id, sequence, type, received_at, request_id)
            VALUES (\(notice.notificationID), \(notice.facilitatorID), \(notice.bookingID),
                \(notice.sequence), \(notice.type), \(tx.now.unixSeconds), \(notice.requestID))
            """)
        try apply(notice)
        return NoticeReceipt(
            bookingID: notice.bookingID, notificationID: notice.notificationID,
            isDuplicate: false)
    }

    private func isKnown(_ id: String?) throws -> Bool {
        guard let id else { return false }
        let query: SQL = "SELECT 1 FROM notices WHERE notification_id = \(id)"
        return try tx.first(query) { _ in true } ?? false
    }

    /// Fields that the notice leaves out keep their values.
    private func apply(_ notice: BookingNotice) throws {
        try tx.execute(
            """
            INSERT INTO bookings (facilitator_id, booking_id, user, user_id, event, event_id,
                seats, status, payment_status, amount_paid, currency, occurred_at, sequence,
                dispute, source, first_notified_at, last_notified_at)
            VALUES (\(notice.facilitatorID), \(notice.bookingID), \(notice.user),
                \(notice.userID), \(notice.event), \(notice.eventID), \(notice.seats),
                \(notice.status), \(notice.paymentStatus), \(notice.amountPaid),
                \(notice.currency), \(notice.occurredAt?.unixSeconds), \(notice.sequence),
                \(notice.dispute), \(notice.source), \(tx.now.unixSeconds), \(tx.now.unixSeconds))
            ON CONFLICT (facilitator_id, booking_id) DO UPDATE SET
                user = excluded.user, event = excluded.event,
                user_id = coalesce(excluded.user_id, user_id),
                event_id = coalesce(excluded.event_id, event_id),
                seats = coalesce(excluded.seats, seats),
                status = coalesce(excluded.status, status),
                payment_status = coalesce(excluded.payment_status, payment_status),
                amount_paid = coalesce(excluded.amount_paid, amount_paid),
                currency = coalesce(excluded.currency, currency),
                occurred_at = coalesce(excluded.occurred_at, occurred_at),
                sequence = coalesce(excluded.sequence, sequence),
                dispute = coalesce(excluded.dispute, dispute),
                source = coalesce(excluded.source, source),
                last_notified_at = excluded.last_notified_at
            WHERE bookings.sequence IS NULL OR excluded.sequence IS NULL
                OR excluded.sequence > bookings.sequence
            """)
    }

    /// A page of a facilitator's bookings, newest first.
    func page(
        ofFacilitator facilitator: Int64, event: Int64?, _ request: PageRequest
    ) throws -> Page<NotifiedBooking> {
        let before = request.after?.id ?? .max
        var condition: SQL = "facilitator_id = \(facilitator) AND id < \(before)"
        if let event { condition = "\(fragment: condition) AND event_id = \(event)" }
        let rows = try tx.all(
            """
            SELECT \(fragment: NotifiedBooking.columns) FROM bookings
            WHERE \(fragment: condition) ORDER BY id DESC LIMIT \(request.rowsToRead)
            """
        ) { row in
            var columns = row.columns
            return NotifiedBooking(&columns)
        }
        return Page(rows, of: request) { PageCursor(id: $0.id) }
    }

    /// The ids of all bookings from MainAPI; those from other callers have no sequence.
    func idsFromMainAPI() throws -> [Int64] {
        try tx.all(
            "SELECT DISTINCT booking_id FROM bookings WHERE sequence IS NOT NULL ORDER BY 1"
        ) { $0.int64(0) }
    }

    /// A booking and the number of its notices.
    func find(
        _ booking: Int64, ofFacilitator facilitator: Int64
    ) throws -> (booking: NotifiedBooking, notices: Int64)? {
        try tx.first(
            """
            SELECT \(fragment: NotifiedBooking.columns), (SELECT count(*) FROM notices n
                WHERE n.facilitator_id = b.facilitator_id AND n.booking_id = b.booking_id)
            FROM bookings b
            WHERE facilitator_id = \(facilitator) AND booking_id = \(booking)
            """
        ) { row in
            var columns = row.columns
            return (NotifiedBooking(&columns), columns.next())
        }
    }
}

extension Transaction {
    var notifiedBookings: NotifiedBookings { NotifiedBookings(tx: self) }
}
