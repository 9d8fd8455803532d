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

    /// Adds the reminders of an event to the emails, a limited number of guests in one step.
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
        let bookings = try tx.all(
            """
            SELECT id FROM bookings WHERE event_id = \(event.id) AND id > \(after)
            AND status IN ('held', 'confirmed') ORDER BY id LIMIT \(limit)
            """
        ) { $0.int64(0) }
        if let last = bookings.last { try add(event, before: lead, bookings: (after + 1)...last) }
        if bookings.count < limit {
            try tx.execute(
                "UPDATE events SET reminded_start = starts_at WHERE id = \(event.id)")
            if after > 0 { try tx.metadata.set("", for: .remindersThrough) }
        } else {
            try tx.metadata.set("\(progress)\(bookings.last ?? 0)", for: .remindersThrough)
        }
        return true
    }

    private func add(
        _ event: DueEvent, before lead: Duration, bookings: ClosedRange<Int64>
    ) throws {
        let moment = event.start.unixSeconds - lead.components.seconds
        try tx.mails.addToGuests(
            of: event.id, bookings: bookings,
            where: """
                max(b.confirmed_at, ifnull((SELECT max(c.at) FROM booking_changes c
                    WHERE c.booking_id = b.id AND c.kind IN ('event_changed', 'moved')), 0))
                < \(moment)
                """,
            reminderStart: event.start)
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
    /// The condition that the guest of a booking `b` wants no reminders and messages.
    static let areStopped: SQL = """
        CASE WHEN b.user_id IS NULL THEN EXISTS (SELECT 1 FROM bookings s
                WHERE s.user_id IS NULL AND s.reminders_stopped_at IS NOT NULL
                AND s.guest_email = b.guest_email COLLATE NOCASE)
            ELSE EXISTS (SELECT 1 FROM stopped_reminders s WHERE s.user_id = b.user_id) END
        """

    /// Whether the recipient wants no reminders and messages; nil for an unknown or erased one.
    package func areStopped(for recipient: LetterRecipient) throws -> Bool? {
        switch try current(recipient) {
        case .account(let user):
            try tx.first(
                """
                SELECT EXISTS (SELECT 1 FROM stopped_reminders r WHERE r.user_id = u.id)
                FROM users u WHERE u.id = \(user) AND u.erased_at IS NULL
                """
            ) { $0.bool(0) }
        case .booking(let id):
            try tx.first(
                """
                SELECT \(fragment: Self.areStopped) FROM bookings b
                WHERE b.id = \(id) AND b.guest_email IS NOT NULL
                """
            ) { $0.bool(0) }
        }
    }

    /// Stops the recipient's reminders and messages, or starts them again.
    ///
    /// A choice for a booking without an account is one for its address.
    package func setStopped(_ isStopped: Bool, for recipient: LetterRecipient) throws {
        switch try current(recipient) {
        case .account(let user):
            try tx.execute(
                isStopped
                    ? """
                    INSERT INTO stopped_reminders (user_id, stopped_at)
                    SELECT id, \(tx.now) FROM users WHERE id = \(user) AND erased_at IS NULL
                    ON CONFLICT DO NOTHING
                    """ : "DELETE FROM stopped_reminders WHERE user_id = \(user)")
        case .booking(let id):
            try tx.execute(
                """
                UPDATE bookings SET reminders_stopped_at = \(isStopped ? tx.now : nil)
                WHERE user_id IS NULL AND guest_email IS NOT NULL AND guest_email =
                    (SELECT b.guest_email FROM bookings b WHERE b.id = \(id)) COLLATE NOCASE
                """)
        }
    }

    /// The account that owns the booking by now, or the booking without one.
    private func current(_ recipient: LetterRecipient) throws -> LetterRecipient {
        guard case .booking(let id) = recipient else { return recipient }
        let owner = try tx.first("SELECT user_id FROM bookings WHERE id = \(id)") { row in
            var columns = row.columns
            let user: UserID? = columns.next()
            return user
        }
        return (owner ?? nil).map { .account($0) } ?? recipient
    }
}

/// Who gets letters, as a link that stops some of them names them.
package enum LetterRecipient: Equatable, Sendable {
    case account(UserID)
    /// The guest of a booking without an account.
    case booking(BookingID)
}
