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
                \(tx.now), \(tx.cause))
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

    /// The notices that CRMAPI has not received.
    package func depth() throws -> QueueDepth {
        try tx.depth(of: "FROM outbox o WHERE \(fragment: Self.isUndelivered)")
    }

    /// Makes every notice undelivered; CRMAPI recognizes the ones that it has by their IDs.
    package func resend() throws {
        try tx.execute("DELETE FROM delayed_notices")
        try tx.metadata.set("0", for: .deliveredThrough)
        tx.didChange(.outbox)
    }
}
