import BookingDomain
import SQLite
import Timekeeping

/// Letters that remind guests of an event.
///
/// An event's guests are reminded of each of its starts once, a fixed time before it. Guests who
/// learned of the start later than that get no reminder: they booked after it, or the letter about
/// the event's new time reminded them.
package struct Reminders {
    let tx: Transaction

    /// An event whose guests are to be reminded now.
    private struct DueEvent {
        let id: EventID
        let start: Timestamp
    }

    /// Whether there is an event whose guests are to be reminded.
    ///
    /// - Parameter lead: The time between a reminder and the start.
    package func areDue(before lead: Duration) throws -> Bool {
        try next(before: lead) != nil
    }

    /// Adds the reminders of an event to the e-mails, a limited number of guests in one step.
    ///
    /// - Parameters:
    ///   - lead: The time between a reminder and the start.
    ///   - limit: The highest number of bookings.
    /// - Returns: Whether more reminders may be due.
    @discardableResult
    package func collect(before lead: Duration, limit: Int) throws -> Bool {
        guard let event = try next(before: lead) else { return false }
        let progress = "\(event.id) \(event.start.unixSeconds) "
        let stored = try tx.metadata.value(for: .remindersThrough) ?? ""
        let after =
            stored.hasPrefix(progress) ? Int64(stored.dropFirst(progress.utf8.count)) ?? 0 : 0
        let guests = try tx.all(
            """
            SELECT user_id FROM bookings
            WHERE event_id = \(event.id) AND user_id > \(after)
            AND status IN ('held', 'confirmed') ORDER BY user_id LIMIT \(limit)
            """
        ) { $0.int64(0) }
        if let last = guests.last { try add(event, before: lead, users: (after + 1)...last) }
        if guests.count < limit {
            try tx.execute(
                "UPDATE events SET reminded_start = starts_at WHERE id = \(event.id)")
            if after > 0 { try tx.metadata.set("", for: .remindersThrough) }
        } else {
            try tx.metadata.set("\(progress)\(guests.last ?? 0)", for: .remindersThrough)
        }
        return true
    }

    private func add(
        _ event: DueEvent, before lead: Duration, users: ClosedRange<Int64>
    ) throws {
        let moment = event.start.unixSeconds - lead.components.seconds
        try tx.execute(
            """
            WITH lines AS (
                SELECT b.id AS booking_id, b.user_id, b.event_id AS all_of_event
                FROM bookings b CROSS JOIN users u ON u.id = b.user_id
                WHERE b.event_id = \(event.id) AND b.status IN ('held', 'confirmed')
                AND b.user_id BETWEEN \(users.lowerBound) AND \(users.upperBound)
                AND b.status = 'confirmed' AND u.letter_address IS NOT NULL
                AND max(b.confirmed_at, ifnull((SELECT max(c.at) FROM booking_changes c
                    WHERE c.booking_id = b.id AND c.kind = 'event_changed'), 0)) < \(moment)
                AND NOT EXISTS (SELECT 1 FROM stopped_reminders r WHERE r.user_id = b.user_id)
            )
            INSERT INTO mails (booking_id, user_id, event_id, turn, sequence, created_at,
                next_attempt_at, reminder_start)
            SELECT t.booking_id, t.user_id, t.all_of_event,
                \(fragment: Mails.turn(of: "t")) + row_number() OVER (ORDER BY t.user_id), 0,
                \(tx.now), \(tx.now), \(event.start)
            FROM lines t WHERE true
            ON CONFLICT DO NOTHING
            """)
    }

    private func next(before lead: Duration) throws -> DueEvent? {
        try tx.first(
            """
            SELECT id, starts_at FROM events
            WHERE status = 'scheduled' AND reminded_start IS NOT starts_at
            AND starts_at > \(tx.now) AND starts_at <= \(tx.now.adding(lead))
            ORDER BY starts_at LIMIT 1
            """
        ) { row in
            var columns = row.columns
            return DueEvent(id: columns.next(), start: columns.next())
        }
    }
}

extension Reminders {
    /// Whether the guest wants no reminders; nil for an unknown or erased guest.
    package func areStopped(for user: UserID) throws -> Bool? {
        try tx.first(
            """
            SELECT EXISTS (SELECT 1 FROM stopped_reminders r WHERE r.user_id = u.id)
            FROM users u WHERE u.id = \(user) AND u.erased_at IS NULL
            """
        ) { $0.bool(0) }
    }

    /// Stops the guest's reminders, or starts them again.
    package func setStopped(_ isStopped: Bool, for user: UserID) throws {
        try tx.execute(
            isStopped
                ? """
                INSERT INTO stopped_reminders (user_id, stopped_at)
                SELECT id, \(tx.now) FROM users WHERE id = \(user) AND erased_at IS NULL
                ON CONFLICT DO NOTHING
                """ : "DELETE FROM stopped_reminders WHERE user_id = \(user)")
    }
}
