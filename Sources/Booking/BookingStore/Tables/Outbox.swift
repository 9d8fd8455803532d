import BookingDomain
import SQLite
import Timekeeping

/// The table of notices to CRMAPI, each written in the transaction of what it tells, and never
/// again.
///
/// A background task delivers them; a row stays when it is delivered, since the reconciliation
/// counts it.
package enum Outbox {
    /// Notes that something happened to the booking.
    ///
    /// The notice's id is 32 random hexadecimal digits.
    static func add(
        _ type: String, of booking: Booking, at now: Timestamp, on connection: Connection
    ) throws {
        let id = try IDSequence.ofNotice(on: connection)
        try connection.execute(
            """
            INSERT INTO outbox (id, notification_id, booking_id, type, status, payment_status,
                amount_paid, created_at, request_id)
            VALUES (\(fragment: id), hex(randomblob(16)), \(booking.id), \(type),
                \(booking.status), \(booking.payment.status), \(booking.payment.amountPaid),
                \(now), \(connection.cause))
            """)
    }

    /// The number of the latest notice; 0 before the first.
    static func latest(on connection: Connection) throws -> Int64 {
        try connection.first("SELECT coalesce(max(id), 0) FROM outbox") { $0.int64(0) } ?? 0
    }

    /// Whether the last of the booking's notices, of those up to `latest`, names its guest.
    static func names(
        guestOf booking: BookingID, upTo latest: Int64, on connection: Connection
    ) throws -> Bool {
        try connection.first(
            """
            SELECT type <> \(BookingNotice.Kind.guestErased) FROM outbox
            WHERE booking_id = \(booking) AND id <= \(latest) ORDER BY id DESC LIMIT 1
            """
        ) { $0.bool(0) } ?? false
    }

    /// The notices that CRMAPI has yet to take.
    package static func backlog(on connection: Connection) throws -> QueueDepth {
        try QueueDepth(of: "FROM outbox o WHERE \(fragment: isUndelivered)", on: connection)
    }

    /// Has every notice go once more, from the first; CRMAPI takes those that it has lost, and
    /// tells the others by their ids.
    package static func resend(on connection: Connection) throws {
        try connection.execute("DELETE FROM delayed_notices")
        try Metadata.note("0", as: deliveredThrough, on: connection)
    }
}
