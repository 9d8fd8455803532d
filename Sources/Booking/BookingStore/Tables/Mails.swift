import AccountLetters
import BookingDomain
import SQLite
import Timekeeping

/// An e-mail that is to be sent.
package struct DueMail: Equatable, Sendable {
    /// The row's key, which is in the file name of a copy in the mail folder.
    package let id: Int64
    /// Whether the e-mail reminds of the event instead of reporting a change.
    package let isReminder: Bool
    /// Whether the reason for the e-mail has ended before it was sent.
    package let isObsolete: Bool
    /// The change that the e-mail reports; that of the booking's creation for a reminder.
    package let change: BookingChange.Kind
    /// The cause of the change.
    package let actor: BookingChange.Actor
    /// The booking as it is now, maybe after later changes.
    package let booking: Booking
    /// When and where the event was when the guest booked; nil if it was not moved since.
    package let booked: TimeAndPlace?
    /// The sum that the change returned or failed to return; nil if it returned none.
    package let refund: Money?
    /// The sum of the booking's refunds that the gateway has yet to make.
    package let refundUnderWay: Money
    /// The effect of cancelling the booking now; nil if it cannot be cancelled.
    package let quote: CancellationQuote?
    /// The number of failed attempts.
    package let attempts: Int
    /// The facilitator's address for the guest's answer; nil if it is not known.
    package let replyAddress: String?
    /// The guest's name as a letter may show it; nil if it may not.
    package let greetedName: String?
    /// The guest's current address.
    package let address: String
    /// The SEQUENCE of the event in the guest's calendar, from 0 (RFC 5545 §3.8.7.4). It increases
    /// with each e-mail and is not lower than the event's own.
    package let sequence: Int
    /// Whether a later e-mail updates the calendar again.
    package let isSuperseded: Bool
}

/// The table of e-mails, an outbox that is filled from bookings and timelines after their commits.
package struct Mails {
    let tx: Transaction

    /// The time for which an e-mail is retried (RFC 5321 §4.5.4.1).
    private static let retrySeconds: Int64 = 5 * 86_400

    /// The e-mails that are due, to guests who have an address, one of each guest first.
    package func due(limit: Int) throws -> [DueMail] {
        try tx.all(
            """
            SELECT \(fragment: Booking.columns(at: tx.now)), m.id, c.kind, c.actor,
                \(fragment: Self.refund), (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                    WHERE r.booking_id = b.id AND r.status = 'initiated'),
                m.attempts, u.name, u.letter_address,
                e.version - 1 + m.sequence,
                EXISTS (SELECT 1 FROM mails l
                    WHERE l.booking_id = m.booking_id AND l.sequence > m.sequence),
                k.starts_at, k.ends_at, k.location, coalesce(f.reply_to, f.email), m.reminder_start,
                m.reminder_start IS NOT NULL AND EXISTS
                    (SELECT 1 FROM stopped_reminders r WHERE r.user_id = b.user_id)
            FROM mails m CROSS JOIN \(fragment: Booking.tables)
            CROSS JOIN users u ON u.id = b.user_id
            LEFT JOIN booking_changes c ON c.id = m.change_id
            LEFT JOIN booked_times k ON k.booking_id = b.id
            WHERE m.turn > 0 AND m.next_attempt_at <= \(tx.now) AND b.id = m.booking_id
            AND u.letter_address IS NOT NULL
            ORDER BY m.turn, m.next_attempt_at, m.id LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            let booking = try Booking(&columns, at: tx.now)
            let id: Int64 = columns.next()
            let change: BookingChange.Kind? = try columns.next("booking_changes.kind")
            let actor: BookingChange.Actor? = try columns.next("booking_changes.actor")
            let sum: Int64? = columns.next()
            let currency: Currency = columns.next()
            let refund = Money(amount: sum ?? booking.refund.amount, currency: currency)
            let refundUnderWay = Money(amount: columns.next(), currency: currency)
            let (attempts, name): (Int, String) = (columns.next(), columns.next())
            let (address, sequence): (String, Int) = (columns.next(), columns.next())
            let isSuperseded: Bool = columns.next()
            let booked = Self.booked(&columns, booking)
            let replyAddress: String? = columns.next()
            let (reminderStart, isStopped): (Timestamp?, Bool) = (columns.next(), columns.next())
            let isObsolete = reminderStart.map { start in
                isStopped || booking.status != .confirmed || booking.event.startsAt != start
                    || start <= tx.now
            }
            return DueMail(
                id: id, isReminder: reminderStart != nil, isObsolete: isObsolete ?? false,
                change: change ?? booking.firstChange.kind,
                actor: actor ?? booking.firstChange.actor, booking: booking,
                booked: booked,
                refund: refund.amount > 0 ? refund : nil, refundUnderWay: refundUnderWay,
                quote: try quote(booking), attempts: attempts,
                replyAddress: replyAddress, greetedName: PersonName.greeting(name),
                address: address, sequence: sequence,
                isSuperseded: isSuperseded)
        }
    }

    private func quote(_ booking: Booking) throws -> CancellationQuote? {
        guard booking.status == .confirmed else { return nil }
        let payments =
            booking.payment.amountPaid > 0 ? try tx.payments.kept(of: booking.id) : []
        return try? booking.quoteCancellation(returned: payments.refunded, at: tx.now)
    }

    private static func booked(_ columns: inout Columns, _ booking: Booking) -> TimeAndPlace? {
        let (start, end): (Timestamp?, Timestamp?) = (columns.next(), columns.next())
        let location: String? = columns.next()
        guard booking.isEventMoved, let start, let end, let location else { return nil }
        return TimeAndPlace(
            startsAt: start, endsAt: end, timeZone: booking.event.timeZone, location: location)
    }

    /// The sum and currency that a change concerns; NULL where they are those of the booking's refund.
    private static let refund: SQL = """
        CASE c.kind WHEN 'payment_returned' THEN (SELECT p.amount FROM payments p
                WHERE p.booking_id = b.id AND NOT p.is_kept ORDER BY p.id DESC LIMIT 1)
            WHEN 'refund_processed' THEN (SELECT r.amount \(fragment: sameRefund))
            WHEN 'refund_failed' THEN coalesce((SELECT r.amount \(fragment: sameRefund)),
                (SELECT sum(r.amount) FROM refunds r
                    WHERE r.booking_id = b.id AND r.status = 'failed')) END,
        coalesce(CASE c.kind WHEN 'payment_returned' THEN (SELECT p.currency FROM payments p
                WHERE p.booking_id = b.id AND NOT p.is_kept ORDER BY p.id DESC LIMIT 1)
            WHEN 'refund_processed' THEN (SELECT p.currency \(fragment: sameRefund))
            WHEN 'refund_failed' THEN (SELECT p.currency \(fragment: sameRefund)) END,
            b.currency)
        """

    /// The refund whose status was stored with the change `c`; of several at that moment, one for
    /// each of their changes.
    private static let sameRefund: SQL = """
        FROM refunds r CROSS JOIN payments p ON p.id = r.payment_id
            WHERE r.booking_id = b.id AND r.updated_at = c.at
            AND 'refund_' || r.status = c.kind
            AND (SELECT count(*) FROM refunds q WHERE q.booking_id = b.id
                AND q.updated_at = c.at AND q.status = r.status AND q.id < r.id)
            = (SELECT count(*) FROM booking_changes o WHERE o.booking_id = b.id
                AND o.at = c.at AND o.kind = c.kind AND o.id < c.id)
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

    /// The SEQUENCE of the booking's entry in the guest's calendar, as in the latest e-mail.
    package func calendarSequence(of booking: Booking) throws -> Int {
        let changes = try tx.first(
            """
            SELECT changes FROM calendar_entries
            WHERE user_id = \(booking.userID) AND event_id = \(booking.event.id)
            """
        ) { $0.int(0) }
        return Int(booking.event.version) - 1 + max(0, (changes ?? 0) - 1)
    }

    /// The e-mails that are not sent yet.
    package func depth() throws -> QueueDepth {
        try tx.depth(
            of: "FROM mails WHERE next_attempt_at IS NOT NULL AND sent_at IS NULL")
    }

    /// Stores that the e-mail is about to be sent, and the time of the next attempt.
    ///
    /// The first retry is after 30 seconds; the delay doubles up to six hours. Claiming comes before
    /// sending, so that a full disk does not cause an e-mail to be sent repeatedly.
    ///
    /// - Returns: Whether it may be sent: false if the guest was erased meanwhile.
    package func claim(_ mail: DueMail) throws -> Bool {
        let next = tx.now.adding(ExponentialBackoff.mail.delay(afterRetries: mail.attempts))
        return try tx.execute(
            """
            UPDATE mails SET attempts = attempts + 1,
                next_attempt_at = CASE WHEN \(next) < created_at + \(Self.retrySeconds) THEN \(next) END
            WHERE id = \(mail.id) AND \(fragment: Self.isRegistered(mail.booking.userID))
            """) == 1
    }

    /// Cancels an e-mail whose reason has ended.
    package func drop(_ mail: DueMail) throws {
        try tx.execute("UPDATE mails SET next_attempt_at = NULL WHERE id = \(mail.id)")
    }

    /// Stores that the e-mail was sent; if the guest was erased meanwhile, it remains due to be
    /// withdrawn.
    package func markSent(_ mail: DueMail) throws {
        try tx.execute(
            """
            UPDATE mails SET sent_at = \(tx.now), next_attempt_at = NULL
            WHERE id = \(mail.id) AND \(fragment: Self.isRegistered(mail.booking.userID))
            """)
    }

    private static func isRegistered(_ user: UserID?) -> SQL {
        "EXISTS (SELECT 1 FROM users WHERE id = \(user) AND erased_at IS NULL)"
    }

    /// Cancels unsent e-mails to a guest who has no address for them any longer.
    func cancelAll(to user: UserID) throws {
        try tx.execute(
            """
            UPDATE mails SET next_attempt_at = NULL
            WHERE next_attempt_at IS NOT NULL AND user_id = \(user)
            """)
    }

    /// Makes every e-mail to an erased guest due to be withdrawn, sent or not.
    func withdraw(from user: UserID) throws {
        try tx.execute(
            """
            UPDATE mails SET next_attempt_at = \(tx.now), turn = 0
            WHERE booking_id IN (SELECT id FROM bookings WHERE user_id = \(user))
            """)
    }

    /// The e-mails to erased guests whose copies must be deleted.
    package func toWithdraw(limit: Int) throws -> [Int64] {
        try tx.all(
            """
            SELECT id FROM mails WHERE turn = 0 AND next_attempt_at <= \(tx.now)
            ORDER BY next_attempt_at LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }

    /// Stores that the copies of the e-mail were deleted.
    package func recordWithdrawal(of mail: Int64) throws {
        try tx.execute("UPDATE mails SET next_attempt_at = NULL WHERE id = \(mail)")
    }
}
