import BookingDomain
import SQLite
import Timekeeping

extension Outbox {
    private static let reached: SQL =
        "(SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'delivered_through')"

    /// The condition of a notice `o` that CRMAPI has received.
    static let isDelivered: SQL = """
        o.id <= \(fragment: reached)
        AND NOT EXISTS (SELECT 1 FROM delayed_notices d WHERE d.notice_id = o.id)
        """

    /// The number of notices that CRMAPI has not received, computed from their IDs.
    static let undeliveredCount: SQL = """
        (SELECT coalesce(max(o.id), 0) FROM outbox o) - coalesce(\(fragment: reached), 0)
            - (SELECT coalesce(sum(s.count), 0) FROM skipped_notices s
                WHERE s.after >= coalesce(\(fragment: reached), 0)
                AND s.after < (SELECT max(o.id) FROM outbox o))
            + (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'delayed_notices')
        """

    /// The condition of a notice `o` that CRMAPI has not received.
    static let isUndelivered: SQL = """
        o.id > \(fragment: reached) OR o.id IN (SELECT notice_id FROM delayed_notices)
        """

    /// The notices to deliver next: first delayed ones that are due, then those not reached yet.
    ///
    /// A booking's notices arrive in order, and a delayed notice does not delay other bookings'.
    /// - Parameter limit: Of all notices together.
    package func due(limit: Int) throws -> DueNotices {
        let reached = try tx.metadata.integer(for: .deliveredThrough) ?? 0
        let installation = try tx.metadata.installation()
        var due = DueNotices(behind: reached)
        try tx.rows(
            """
            SELECT \(fragment: OutboxNotice.columns), d.attempts
            FROM delayed_notices d CROSS JOIN \(fragment: OutboxNotice.tables)
            WHERE d.next_attempt_at <= \(tx.now) AND o.id = d.notice_id
            ORDER BY d.next_attempt_at, d.notice_id LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            var notice = OutboxNotice(&columns, installation: installation)
            notice.attempts = columns.next()
            due.addDelayed(notice)
        }
        try tx.rows(
            """
            SELECT \(fragment: OutboxNotice.columns),
                EXISTS (SELECT 1 FROM delayed_notices d WHERE d.booking_id = o.booking_id)
            FROM \(fragment: OutboxNotice.tables)
            WHERE o.id > \(reached) ORDER BY o.id LIMIT \(limit - due.count)
            """
        ) { row in
            var columns = row.columns
            let notice = OutboxNotice(&columns, installation: installation)
            due.add(notice, isBehindDelayed: columns.next())
        }
        return due
    }

    /// Records the outcome of due notices, unless ``resend()`` was called meanwhile.
    ///
    /// - Parameter refused: The notices that CRMAPI refused, by number, with the time of their next
    ///   attempt; it has received all others.
    package func record(_ due: DueNotices, refused: [Int64: Timestamp]) throws {
        let isStillDue = try tx.execute(
            """
            UPDATE facts SET value = \(String(due.through))
            WHERE name = 'delivered_through' AND value = \(String(due.reached))
            """)
        guard isStillDue == 1 else { return }
        for notice in due.delayed where refused[notice.sequence] == nil {
            try tx.execute("DELETE FROM delayed_notices WHERE notice_id = \(notice.sequence)")
        }
        for notice in due.notices {
            guard let next = refused[notice.sequence] else { continue }
            try delay(notice, attempts: notice.attempts + 1, until: next)
        }
        for notice in due.waiting { try delay(notice, attempts: 0, until: nil) }
        for notice in due.delayed + due.waiting { try release(firstOf: notice.bookingID) }
    }

    private func delay(_ notice: OutboxNotice, attempts: Int, until next: Timestamp?) throws {
        try tx.execute(
            """
            INSERT INTO delayed_notices (notice_id, booking_id, attempts, next_attempt_at)
            VALUES (\(notice.sequence), \(notice.bookingID), \(attempts), \(next))
            ON CONFLICT (notice_id) DO UPDATE SET attempts = excluded.attempts,
                next_attempt_at = excluded.next_attempt_at
            """)
    }

    /// Makes the booking's first delayed notice due, if it waited for another one.
    private func release(firstOf booking: BookingID) throws {
        try tx.execute(
            """
            UPDATE delayed_notices SET next_attempt_at = \(tx.now)
            WHERE next_attempt_at IS NULL AND notice_id =
                (SELECT min(notice_id) FROM delayed_notices WHERE booking_id = \(booking))
            """)
    }

    /// The time of the next attempt at a delayed notice; nil if there is none.
    package func nextAttempt() throws -> Timestamp? {
        try tx.first(
            "SELECT min(next_attempt_at) FROM delayed_notices WHERE next_attempt_at IS NOT NULL"
        ) { $0.optionalTimestamp(0) } ?? nil
    }
}

/// The notices to deliver to CRMAPI next, at most one of a booking.
package struct DueNotices: Equatable, Sendable {
    /// The last notice that earlier deliveries reached.
    let reached: Int64
    /// The last notice that this delivery reaches.
    private(set) var through: Int64
    /// Notices to send again.
    private(set) var delayed: [OutboxNotice] = []
    /// Notices to send for the first time.
    private(set) var fresh: [OutboxNotice] = []
    /// Notices that wait for an earlier one of the same booking.
    private(set) var waiting: [OutboxNotice] = []
    private var bookings: Set<BookingID> = []

    init(behind reached: Int64) {
        self.reached = reached
        through = reached
    }

    /// The notices to send now.
    package var notices: [OutboxNotice] { delayed + fresh }

    /// The number of notices, including waiting ones.
    package var count: Int { delayed.count + fresh.count + waiting.count }

    mutating func addDelayed(_ notice: OutboxNotice) {
        bookings.insert(notice.bookingID)
        delayed.append(notice)
    }

    /// - Parameter isBehindDelayed: Whether an earlier notice of the same booking is delayed.
    mutating func add(_ notice: OutboxNotice, isBehindDelayed: Bool) {
        through = notice.sequence
        if bookings.insert(notice.bookingID).inserted, !isBehindDelayed {
            fresh.append(notice)
        } else {
            waiting.append(notice)
        }
    }
}
