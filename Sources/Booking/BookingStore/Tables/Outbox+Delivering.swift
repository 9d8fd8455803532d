import BookingDomain
import SQLite
import Timekeeping

extension Outbox {
    /// The fact of the last notice that deliveries have come to.
    static let deliveredThrough = "delivered_through"

    private static let reached: SQL =
        "(SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'delivered_through')"

    /// The condition of a notice `o` that CRMAPI has taken.
    static let isDelivered: SQL = """
        o.id <= \(fragment: reached)
        AND NOT EXISTS (SELECT 1 FROM delayed_notices d WHERE d.notice_id = o.id)
        """

    /// The condition of a notice `o` that CRMAPI has yet to take.
    static let isUndelivered: SQL = """
        o.id > \(fragment: reached) OR o.id IN (SELECT notice_id FROM delayed_notices)
        """

    /// The notices to deliver next: those delayed ones whose time has come, then those that
    /// deliveries have not come to, up to so many in all.
    ///
    /// So a booking's notices arrive in their order, and one that is stuck holds up no other
    /// booking's.
    package static func due(
        limit: Int, at now: Timestamp, on connection: Connection
    ) throws -> DueNotices {
        let reached = try connection.first("SELECT \(fragment: reached)") { $0.int64(0) } ?? 0
        var due = DueNotices(behind: reached)
        try connection.rows(
            """
            SELECT \(fragment: OutboxNotice.columns), d.attempts
            FROM delayed_notices d CROSS JOIN \(fragment: OutboxNotice.tables)
            WHERE d.next_attempt_at <= \(now) AND o.id = d.notice_id
            ORDER BY d.next_attempt_at, d.notice_id LIMIT \(limit)
            """
        ) { row in
            due.addDelayed(OutboxNotice(row: row, attempts: row.int(OutboxNotice.columnCount)))
        }
        try connection.rows(
            """
            SELECT \(fragment: OutboxNotice.columns),
                EXISTS (SELECT 1 FROM delayed_notices d WHERE d.booking_id = o.booking_id)
            FROM \(fragment: OutboxNotice.tables)
            WHERE o.id > \(reached) ORDER BY o.id LIMIT \(limit - due.count)
            """
        ) { row in
            due.add(
                OutboxNotice(row: row, attempts: 0),
                isBehindDelayed: row.bool(OutboxNotice.columnCount))
        }
        return due
    }

    /// Notes what became of notices that were due, unless all of them are to go once more by now.
    ///
    /// - Parameter refused: Those that CRMAPI could not take, by their number, and when to try them
    ///   again; it has taken all others.
    package static func record(
        _ due: DueNotices, refused: [Int64: Timestamp], at now: Timestamp,
        on connection: Connection
    ) throws {
        let isStillDue = try connection.execute(
            """
            UPDATE facts SET value = \(String(due.through))
            WHERE name = \(deliveredThrough) AND value = \(String(due.reached))
            """)
        guard isStillDue == 1 else { return }
        for notice in due.delayed where refused[notice.sequence] == nil {
            try connection.execute(
                "DELETE FROM delayed_notices WHERE notice_id = \(notice.sequence)")
        }
        for notice in due.notices {
            guard let next = refused[notice.sequence] else { continue }
            try delay(notice, attempts: notice.attempts + 1, until: next, on: connection)
        }
        for notice in due.waiting {
            try delay(notice, attempts: 0, until: nil, on: connection)
        }
        for notice in due.delayed + due.waiting {
            try letGo(firstOf: notice.bookingID, at: now, on: connection)
        }
    }

    private static func delay(
        _ notice: OutboxNotice, attempts: Int, until next: Timestamp?, on connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO delayed_notices (notice_id, booking_id, attempts, next_attempt_at)
            VALUES (\(notice.sequence), \(notice.bookingID), \(attempts), \(next))
            ON CONFLICT (notice_id) DO UPDATE SET attempts = excluded.attempts,
                next_attempt_at = excluded.next_attempt_at
            """)
    }

    /// The first of the booking's delayed notices waits for no other any more.
    private static func letGo(
        firstOf booking: BookingID, at now: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE delayed_notices SET next_attempt_at = \(now)
            WHERE next_attempt_at IS NULL AND notice_id =
                (SELECT min(notice_id) FROM delayed_notices WHERE booking_id = \(booking))
            """)
    }

    /// When the earliest of the delayed is due, or nil if there is none.
    package static func nextAttempt(on connection: Connection) throws -> Timestamp? {
        try connection.first(
            "SELECT min(next_attempt_at) FROM delayed_notices WHERE next_attempt_at IS NOT NULL"
        ) { $0.optionalTimestamp(0) } ?? nil
    }
}
