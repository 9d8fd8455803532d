import AccountLetters
import BookingDomain
import SQLite
import Timekeeping

/// The table of emails, an outbox that is filled from bookings and timelines after their commits.
package struct Mails {
    let tx: Transaction

    /// The time for which an email is retried (RFC 5321 §4.5.4.1).
    private static let retrySeconds: Int64 = 5 * 86_400

    /// The address of the guest of a booking `b`, whose account, if there is one, is `u`.
    static let address: SQL =
        "CASE WHEN b.user_id IS NULL THEN b.guest_email ELSE u.letter_address END"

    /// The recipient of a booking `b` in the table of emails.
    static let recipient: SQL = """
        coalesce(b.user_id, -(SELECT min(o.id) FROM bookings o
            WHERE o.user_id IS NULL AND o.guest_email IS NOT NULL
            AND o.guest_email = b.guest_email COLLATE NOCASE))
        """

    /// The place of a booking's creation among the changes of the same guest and event.
    ///
    /// It is right before the booking's first change. A booking without a change is active, so that
    /// no other booking can have changed since its creation.
    static func place(ofCreation booking: SQL) -> SQL {
        """
        coalesce((SELECT min(f.id) - 0.5 FROM booking_changes f
            WHERE f.booking_id = \(fragment: booking).id), 9e999)
        """
    }

    /// The SEQUENCE of the booking's entry in the guest's calendar, as in the latest email.
    package func calendarSequence(of booking: Booking) throws -> Int {
        try tx.first(
            """
            SELECT \(fragment: Self.calendarSequence)
            FROM bookings b CROSS JOIN events e ON e.id = b.event_id WHERE b.id = \(booking.id)
            """
        ) { $0.int(0) } ?? 0
    }

    /// The condition on a booking `b` that it was confirmed when it was made.
    static let confirmsBooking: SQL =
        "(b.payment_status IS NULL AND NOT b.is_offer OR b.source = 'facilitator')"

    /// The SEQUENCE of a booking `b` of an event `e`.
    ///
    /// Beside the emails it counts the changes without one: those of a guest without an address, and
    /// those of the last moment.
    static let calendarSequence: SQL = """
        e.version - 1 + max(0, ifnull(
                (SELECT k.changes FROM calendar_entries k WHERE k.booking_id = b.id), 0)
            + (\(fragment: confirmsBooking) AND NOT EXISTS (
                SELECT 1 FROM mails m WHERE m.booking_id = b.id AND m.change_id IS NULL
                AND m.reminder_start IS NULL AND m.message_id IS NULL))
            + (SELECT count(*) FROM booking_changes c WHERE c.booking_id = b.id
                AND NOT c.is_covered AND c.kind IN (\(fragment: inCalendar))
                AND NOT EXISTS (SELECT 1 FROM mails m
                    WHERE m.booking_id = b.id AND m.change_id = c.id))
            - 1)
        """

    /// Makes the SEQUENCE rise though the booking was moved to an event of a lower version.
    func raiseCalendarSequence(of booking: BookingID, movedFrom from: Event, to target: Event)
        throws
    {
        let lost = max(0, from.version - target.version)
        try tx.execute(
            """
            INSERT INTO calendar_entries (booking_id, changes) VALUES (\(booking), \(lost + 2))
            ON CONFLICT DO UPDATE SET changes = changes + \(lost + 1)
            """)
    }

    /// The emails that are not sent yet.
    package func depth() throws -> QueueDepth {
        try tx.depth(
            of: "FROM mails WHERE next_attempt_at IS NOT NULL AND sent_at IS NULL")
    }

    /// Stores that the email is about to be sent, and the time of the next attempt.
    ///
    /// The first retry is after 30 seconds; the delay doubles up to six hours. Claiming comes before
    /// sending, so that a full disk does not cause an email to be sent repeatedly.
    ///
    /// - Returns: Whether it may be sent: false if it was cancelled meanwhile, or if the guest was
    ///   erased or has another address.
    package func claim(_ mail: DueMail) throws -> Bool {
        let next = tx.now.adding(ExponentialBackoff.mail.delay(afterRetries: mail.attempts))
        return try tx.execute(
            """
            UPDATE mails SET attempts = attempts + 1,
                next_attempt_at = CASE WHEN \(next) < created_at + \(Self.retrySeconds) THEN \(next) END
            WHERE id = \(mail.id) AND turn > 0 AND next_attempt_at IS NOT NULL
            AND (SELECT \(fragment: Self.address) FROM bookings b
                LEFT JOIN users u ON u.id = b.user_id WHERE b.id = mails.booking_id)
            = \(mail.address)
            """) == 1
    }

    /// Makes a claimed email due again, because the service stops before it is sent.
    ///
    /// An email that was cancelled after the claim stays cancelled.
    package func release(_ mail: DueMail) throws {
        let next = tx.now.adding(ExponentialBackoff.mail.delay(afterRetries: mail.attempts))
        try tx.execute(
            """
            UPDATE mails SET attempts = \(mail.attempts), next_attempt_at = \(tx.now)
            WHERE id = \(mail.id) AND turn > 0 AND attempts = \(mail.attempts + 1)
            AND (next_attempt_at IS NOT NULL OR \(next) >= created_at + \(Self.retrySeconds))
            """)
    }

    /// Cancels an email whose reason has ended.
    package func drop(_ mail: DueMail) throws {
        try tx.execute("UPDATE mails SET next_attempt_at = NULL WHERE id = \(mail.id)")
    }

    /// Stores that the email was sent; if it was withdrawn or got another address meanwhile, it remains
    /// due.
    package func markSent(_ mail: DueMail) throws {
        try tx.execute(
            """
            UPDATE mails SET sent_at = \(tx.now), next_attempt_at = NULL
            WHERE id = \(mail.id) AND turn > 0 AND attempts = \(mail.attempts + 1)
            """)
    }

    /// Cancels unsent emails to a guest who has no address for them any longer.
    func cancelAll(to user: UserID) throws {
        try tx.execute(
            """
            UPDATE mails SET next_attempt_at = NULL
            WHERE next_attempt_at IS NOT NULL AND turn > 0
            AND booking_id IN (SELECT id FROM bookings WHERE user_id = \(user))
            """)
    }

    /// Makes every email to an erased guest due to be withdrawn, sent or not.
    func withdraw(from user: UserID) throws {
        try tx.execute(
            """
            UPDATE mails SET next_attempt_at = \(tx.now), turn = 0
            WHERE booking_id IN (SELECT id FROM bookings WHERE user_id = \(user))
            """)
    }

    /// The withdrawn emails whose copies must be deleted.
    package func toWithdraw(limit: Int) throws -> [Int64] {
        try tx.all(
            """
            SELECT id FROM mails WHERE turn = 0 AND next_attempt_at <= \(tx.now)
            ORDER BY next_attempt_at LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }

    /// Stores that the copies of the email were deleted.
    package func recordWithdrawal(of mail: Int64) throws {
        try tx.execute("UPDATE mails SET next_attempt_at = NULL WHERE id = \(mail)")
    }
}
