import BookingDomain
import SQLite
import Timekeeping

/// Fills the table of emails from bookings and timelines.
extension Mails {
    /// Whether bookings have changed since the last collection.
    package func areToCollect() throws -> Bool {
        let reached = try reached()
        return try tx.first(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM bookings WHERE id > \(reached.booking))
            OR EXISTS (SELECT 1 FROM booking_changes WHERE id > \(reached.change))
            """
        ) { _ in true } ?? false
    }

    /// Adds an email for each new mailed line of a timeline, in the order of the guest's changes.
    ///
    /// The row of a booking that is free or the facilitator's is its confirmation. A guest's email gets the turn after the
    /// guest's last waiting one, or after the lowest turn of all. An email to all guests of an event
    /// also comes after the last one of that event. So neither a guest with thousands of them nor an
    /// event with thousands of guests delays others.
    /// - Parameter limit: The highest number of bookings and of changes.
    /// - Returns: Whether the limit was reached, so that more may be left.
    @discardableResult
    package func collect(limit: Int) throws -> Bool {
        let reached = try reached()
        let (end, isLimited) = try end(after: reached, limit: limit)
        let mailed = BookingChange.Kind.allCases.filter(\.isMailed).map { "\($0)" as SQL }
        let latest = try tx.first("SELECT max(id) FROM mails") { $0.int64(0) } ?? 0
        try tx.execute(
            """
            WITH lines AS (
                SELECT b.id AS booking_id, NULL AS change_id, \(fragment: Self.recipient) AS recipient,
                    NULL AS all_of_event, true AS is_in_calendar,
                    \(fragment: Self.place(ofCreation: "b")) AS place
                FROM bookings b LEFT JOIN users u ON u.id = b.user_id
                WHERE b.id > \(reached.booking) AND b.id <= \(end.booking)
                AND \(fragment: Self.confirmsBooking)
                AND \(fragment: Self.address) IS NOT NULL
                UNION ALL
                SELECT b.id, c.id, \(fragment: Self.recipient),
                    CASE WHEN \(fragment: Self.isForAllGuests) THEN b.event_id END,
                    c.kind IN (\(fragment: Self.inCalendar)), c.id
                FROM booking_changes c CROSS JOIN bookings b ON b.id = c.booking_id
                LEFT JOIN users u ON u.id = b.user_id
                WHERE c.id > \(reached.change) AND c.id <= \(end.change)
                AND \(fragment: Self.address) IS NOT NULL AND NOT c.is_covered
                AND (c.kind IN (\(fragment: mailed.joined(separator: ", ")))
                    OR c.kind = 'refund_initiated' AND b.confirmed_at IS NULL)
            )
            INSERT INTO mails (booking_id, change_id, recipient, event_id, turn, sequence,
                created_at, next_attempt_at)
            SELECT t.booking_id, t.change_id, t.recipient, t.all_of_event,
                \(fragment: Self.turn(of: "t"))
                    + row_number() OVER (
                        PARTITION BY t.all_of_event, CASE WHEN t.all_of_event IS NULL THEN t.recipient END
                        ORDER BY t.place, t.booking_id),
                ifnull((SELECT k.changes FROM calendar_entries k
                        WHERE k.booking_id = t.booking_id), 0)
                    + ifnull(sum(t.is_in_calendar) OVER (PARTITION BY t.booking_id ORDER BY t.place
                        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0),
                \(tx.now), \(tx.now)
            FROM lines t ORDER BY t.place, t.booking_id
            """)
        try tx.execute(
            """
            INSERT INTO calendar_entries (booking_id, changes)
            SELECT m.booking_id, max(m.sequence) + 1
            FROM mails m LEFT JOIN booking_changes c ON c.id = m.change_id
            WHERE m.id > \(latest) AND (c.id IS NULL OR c.kind IN (\(fragment: Self.inCalendar)))
            GROUP BY m.booking_id
            ON CONFLICT DO UPDATE SET changes = excluded.changes
            """)
        try tx.facilitatorMails.collect(
            bookings: reached.booking..<end.booking, changes: reached.change..<end.change)
        try tx.metadata.set("\(end.booking)", for: .mailedBookingsThrough)
        try tx.metadata.set("\(end.change)", for: .mailedChangesThrough)
        return isLimited
    }

    /// Adds an email to the guests of an event's confirmed bookings `b` that meet the condition, which
    /// is a reminder or a message.
    ///
    /// Those who have stopped such emails get none, and those who have it already no second one.
    func addToGuests(
        of event: EventID, bookings: ClosedRange<Int64>, where condition: SQL,
        reminderStart: Timestamp? = nil, message: Int64? = nil
    ) throws {
        try tx.execute(
            """
            WITH lines AS (
                SELECT b.id AS booking_id, \(fragment: Self.recipient) AS recipient,
                    b.event_id AS all_of_event
                FROM bookings b LEFT JOIN users u ON u.id = b.user_id
                WHERE b.event_id = \(event) AND b.status = 'confirmed'
                AND b.id BETWEEN \(bookings.lowerBound) AND \(bookings.upperBound)
                AND \(fragment: Self.address) IS NOT NULL
                AND NOT \(fragment: Reminders.areStopped) AND \(fragment: condition)
            )
            INSERT INTO mails (booking_id, recipient, event_id, turn, sequence, created_at,
                next_attempt_at, reminder_start, message_id)
            SELECT t.booking_id, t.recipient, t.all_of_event,
                \(fragment: Self.turn(of: "t")) + row_number() OVER (ORDER BY t.booking_id), 0,
                \(tx.now), \(tx.now), \(reminderStart), \(message)
            FROM lines t WHERE true
            ON CONFLICT DO NOTHING
            """)
    }

    /// The turn before the next one of a line with a recipient and maybe an event whose guests all
    /// get the email.
    static func turn(of line: SQL) -> SQL {
        """
        max(ifnull((SELECT min(turn) - 1 FROM mails
                WHERE turn > 0 AND next_attempt_at IS NOT NULL), 0),
            ifnull((SELECT max(turn) FROM mails w WHERE w.recipient = \(fragment: line).recipient
                AND w.next_attempt_at IS NOT NULL), 0),
            ifnull((SELECT max(turn) FROM mails w
                WHERE w.event_id = \(fragment: line).all_of_event
                AND w.next_attempt_at IS NOT NULL), 0))
        """
    }

    /// The condition that a change `c` of a booking `b` is one of its whole event.
    private static let isForAllGuests: SQL = """
        c.actor IN ('facilitator', 'owner') AND (c.kind = 'event_changed' OR c.kind = 'cancelled'
            AND (SELECT e.status = 'cancelled' FROM events e WHERE e.id = b.event_id))
        """

    /// The changes that update the event in the guest's calendar, beside the booking's creation.
    static let inCalendar: SQL = "'confirmed', 'event_changed', 'moved', 'cancelled'"

    /// The last booking and the last change that were collected.
    private typealias Reach = (booking: Int64, change: Int64)

    private func reached() throws -> Reach {
        try (
            tx.metadata.integer(for: .mailedBookingsThrough) ?? .max,
            tx.metadata.integer(for: .mailedChangesThrough) ?? .max
        )
    }

    /// The end of the next collection, and whether the limit sets it.
    ///
    /// It excludes changes of later bookings, whose confirmations are not collected. If more changes
    /// are left, it also excludes later bookings: an earlier one of the guest may have changed first.
    private func end(
        after reached: Reach, limit: Int
    ) throws -> (end: Reach, isLimited: Bool) {
        let changes = try tx.all(
            """
            SELECT id, booking_id FROM booking_changes WHERE id > \(reached.change)
            ORDER BY id LIMIT \(limit)
            """
        ) { (id: $0.int64(0), booking: $0.int64(1)) }
        let latest = changes.count < limit ? Int64.max : changes.map(\.booking).max() ?? .max
        let last =
            try tx.first(
                """
                SELECT coalesce(max(id), \(reached.booking)) FROM (SELECT id FROM bookings
                    WHERE id > \(reached.booking) AND id <= \(latest) ORDER BY id LIMIT \(limit))
                """
            ) { $0.int64(0) } ?? reached.booking
        return (
            (last, changes.prefix { $0.booking <= last }.last?.id ?? reached.change),
            changes.count == limit || last - reached.booking >= limit
        )
    }
}
