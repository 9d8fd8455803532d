import BookingDomain
import JSONCoding
import SQLite
import ServiceContract
import Timekeeping

/// The table of notices to CRMAPI, each written in the transaction of what it tells.
///
/// A background task delivers them; a row stays when it is delivered, since the reconciliation
/// counts it.
package enum Outbox {
    /// Notes that something happened to the booking.
    ///
    /// The notice's id is 32 random hexadecimal digits.
    static func add(
        _ type: String, of booking: Booking, guestName: String, at now: Timestamp,
        on connection: Connection
    ) throws {
        let notice = BookingNotice(type, of: booking, guestName: guestName, at: now)
        let payload = String(decoding: notice.json, as: UTF8.self)
        try connection.execute(
            """
            INSERT INTO outbox
                (id, notification_id, booking_id, payload, created_at, next_attempt_at, request_id)
            VALUES (\(fragment: NextID.ofNotice), hex(randomblob(16)), \(booking.id),
                \(payload), \(now), \(now), \(connection.cause))
            """)
    }

    /// The notices whose time has come, at most one per booking: the oldest that is undelivered.
    ///
    /// So a booking's notices arrive in their order, and one that is stuck holds up no other
    /// booking's.
    package static func due(
        limit: Int, at now: Timestamp, on connection: Connection
    ) throws -> [OutboxNotice] {
        try connection.all(
            """
            SELECT o.id, o.notification_id, o.booking_id, o.attempts, o.payload, o.request_id
            FROM outbox o
            WHERE \(fragment: isNext) AND o.next_attempt_at <= \(now)
            ORDER BY o.next_attempt_at, o.id LIMIT \(limit)
            """
        ) { row in
            let (sequence, notificationID) = (row.int64(0), row.string(1))
            let requestID = row.optionalString(5)
            return OutboxNotice(
                sequence: sequence, notificationID: notificationID, bookingID: row.id(2),
                requestID: requestID, attempts: row.int(3),
                body: row.withUTF8(4) {
                    body(
                        of: $0, sequence: sequence, notificationID: notificationID,
                        requestID: requestID)
                })
        }
    }

    /// The stored object with more members, put in before its closing brace.
    ///
    /// A request's id is a token (RFC 9110 §5.6.2), which has nothing to escape.
    private static func body(
        of payload: UnsafeBufferPointer<UInt8>, sequence: Int64, notificationID: String,
        requestID: String?
    ) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(payload.count + 128)
        body.append(contentsOf: payload.dropLast())
        body.append(contentsOf: #","notification_id":"\#(notificationID)","#.utf8)
        if let requestID { body.append(contentsOf: #""request_id":"\#(requestID)","#.utf8) }
        body.append(contentsOf: #""sequence":\#(sequence)}"#.utf8)
        return body
    }

    /// Notes that CRMAPI has taken these notices, which nearly always follow upon one another.
    package static func markDelivered(
        _ sequences: [Int64], at now: Timestamp, on connection: Connection
    ) throws {
        var rest = sequences.sorted()[...]
        while let first = rest.first {
            let run = zip(rest, first...).prefix { $0 == $1 }
            try connection.execute(
                """
                UPDATE outbox SET delivered_at = \(now), attempts = attempts + 1
                WHERE id BETWEEN \(first) AND \(first + Int64(run.count) - 1)
                AND delivered_at IS NULL
                """)
            rest = rest.dropFirst(run.count)
        }
    }

    /// Notes that CRMAPI could not take the notice, and when to try again.
    package static func markFailed(
        _ sequence: Int64, nextAttempt: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE outbox SET attempts = attempts + 1, next_attempt_at = \(nextAttempt)
            WHERE id = \(sequence) AND delivered_at IS NULL
            """)
    }

    /// Has delivered notices go once more, so many behind `sequence` at most; CRMAPI takes those
    /// that it has lost, and tells the others by their ids.
    ///
    /// - Returns: The last of them, or nil where there is none.
    package static func resend(
        after sequence: Int64, limit: Int, at now: Timestamp, on connection: Connection
    ) throws -> Int64? {
        let last = try connection.first(
            """
            SELECT max(id) FROM (SELECT id FROM outbox WHERE id > \(sequence)
                ORDER BY id LIMIT \(limit))
            """
        ) { $0.optionalInt64(0) }
        guard let last = last ?? nil else { return nil }
        try connection.execute(
            """
            UPDATE outbox SET delivered_at = NULL, attempts = 0, next_attempt_at = \(now)
            WHERE id > \(sequence) AND id <= \(last) AND delivered_at IS NOT NULL
            """)
        return last
    }

    /// The notices that CRMAPI has yet to take.
    package static func backlog(on connection: Connection) throws -> Backlog {
        try Backlog(of: "FROM outbox WHERE delivered_at IS NULL", on: connection)
    }

    /// The number of the latest notice; 0 before the first.
    static func latest(on connection: Connection) throws -> Int64 {
        try connection.first("SELECT coalesce(max(id), 0) FROM outbox") { $0.int64(0) } ?? 0
    }

    /// When the earliest of those that can be next is due, or nil if there is none.
    package static func nextAttempt(on connection: Connection) throws -> Timestamp? {
        try connection.first(
            "SELECT min(o.next_attempt_at) FROM outbox o WHERE \(fragment: isNext)"
        ) { $0.optionalTimestamp(0) } ?? nil
    }

    /// Undelivered, and none before it of the same booking.
    private static let isNext: SQL = """
        o.delivered_at IS NULL AND NOT EXISTS (SELECT 1 FROM outbox p
            WHERE p.booking_id = o.booking_id AND p.id < o.id AND p.delivered_at IS NULL)
        """
}
