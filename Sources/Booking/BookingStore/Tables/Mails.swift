import BookingDomain
import SQLite
import Timekeeping

/// An e-mail that is to be sent.
package struct DueMail: Equatable, Sendable {
    /// The row's key, by which a copy in the mail folder is found again.
    package let id: Int64
    /// What it tells of.
    package let change: BookingChange.Kind
    /// The booking as it stands now, which may be further on than `change`.
    package let booking: Booking
    /// The number of failed attempts.
    package let attempts: Int
    /// Whom the letter greets, by the name they have now.
    package let guestName: String
    /// Where it goes: the guest's address of now, not of when it was collected.
    package let address: String
    /// The number of the event's entry in the guest's calendar, higher with each e-mail, and never
    /// lower than the event's own. 0 is the first.
    package let sequence: Int
    /// Whether a later e-mail brings the calendar up to date.
    package let isSuperseded: Bool
}

/// The table of e-mails: an outbox that is filled from the bookings and their timelines, so that
/// booking itself writes nothing for it.
package struct Mails {
    let tx: Transaction

    /// How long an e-mail is tried again, in seconds (RFC 5321 §4.5.4.1).
    private static let patience: Int64 = 5 * 86_400

    /// The e-mails whose time has come, to guests who are still there.
    package func due(
        limit: Int
    ) throws -> [DueMail] {
        try tx.all(
            """
            SELECT \(fragment: Booking.columns(at: tx.now)), m.id, c.kind, m.attempts, u.name, u.email,
                e.version - 1 + (SELECT count(*) FROM (\(fragment: Self.calendar)) WHERE place <
                    coalesce(m.change_id, \(fragment: Self.place(ofBeginning: "b")))),
                EXISTS (SELECT 1 FROM (\(fragment: Self.calendar)) WHERE place >
                    coalesce(m.change_id, \(fragment: Self.place(ofBeginning: "b"))))
            FROM mails m CROSS JOIN \(fragment: Booking.tables)
            CROSS JOIN users u ON u.id = b.user_id
            LEFT JOIN booking_changes c ON c.id = m.change_id
            WHERE m.next_attempt_at <= \(tx.now) AND b.id = m.booking_id AND u.email IS NOT NULL
            ORDER BY m.next_attempt_at, m.id LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            let booking = try Booking(&columns, at: tx.now)
            let id: Int64 = columns.next()
            let change: BookingChange.Kind? = try columns.next("booking_changes.kind")
            return DueMail(
                id: id, change: change ?? booking.firstChange.kind, booking: booking,
                attempts: columns.next(), guestName: columns.next(), address: columns.next(),
                sequence: columns.next(), isSuperseded: columns.next())
        }
    }

    /// What changes the entry of the event in the guest's calendar, who may have booked it before:
    /// the places of those lines among all changes.
    private static let calendar: SQL = """
        SELECT \(fragment: place(ofBeginning: "o")) AS place FROM bookings o
        WHERE o.user_id = b.user_id AND o.event_id = b.event_id AND o.amount = 0
        UNION ALL
        SELECT s.id FROM bookings o CROSS JOIN booking_changes s ON s.booking_id = o.id
        WHERE o.user_id = b.user_id AND o.event_id = b.event_id
        AND s.kind IN ('confirmed', 'event_changed', 'cancelled')
        """

    /// Where the beginning of a booking lies among all changes, if only those of the same guest and
    /// event are looked at: right before the booking's own first change. One without a change has
    /// its seats, so nothing can have happened to another since it began.
    static func place(ofBeginning booking: SQL) -> SQL {
        """
        coalesce((SELECT min(f.id) - 0.5 FROM booking_changes f
            WHERE f.booking_id = \(fragment: booking).id), 9e999)
        """
    }

    /// The e-mails that are yet to be sent to somebody.
    package func depth() throws -> QueueDepth {
        try tx.depth(
            of: "FROM mails WHERE next_attempt_at IS NOT NULL AND sent_at IS NULL")
    }

    /// Notes that the e-mail is about to be handed over, and when it is tried again should nobody
    /// say that it was: half a minute later, doubling up to six hours, until it is given up.
    ///
    /// Noted before, so that a disk that takes nothing does not have the same e-mail go out again
    /// and again.
    ///
    /// - Returns: Whether it may go: the guest has not left meanwhile.
    package func claim(
        _ mail: DueMail
    ) throws -> Bool {
        let backoff = ExponentialBackoff(from: .seconds(30), upTo: .seconds(21_600))
        let next = tx.now.adding(backoff.delay(afterRetries: mail.attempts))
        return try tx.execute(
            """
            UPDATE mails SET attempts = attempts + 1,
                next_attempt_at = CASE WHEN \(next) < created_at + \(Self.patience) THEN \(next) END
            WHERE id = \(mail.id) AND \(fragment: Self.isStillThere(mail.booking.userID))
            """) == 1
    }

    /// Notes that the e-mail was handed over; where the guest has left meanwhile, it waits to be
    /// withdrawn all the same.
    package func markSent(
        _ mail: DueMail
    ) throws {
        try tx.execute(
            """
            UPDATE mails SET sent_at = \(tx.now), next_attempt_at = NULL
            WHERE id = \(mail.id) AND \(fragment: Self.isStillThere(mail.booking.userID))
            """)
    }

    private static func isStillThere(_ user: UserID) -> SQL {
        "EXISTS (SELECT 1 FROM users WHERE id = \(user) AND erased_at IS NULL)"
    }

    /// Gives up what is yet to be sent to the guest, who has no address any more.
    func cancelAll(to user: UserID) throws {
        try tx.execute(
            """
            UPDATE mails SET next_attempt_at = NULL
            WHERE next_attempt_at IS NOT NULL AND booking_id IN (\(fragment: Self.bookings(of: user)))
            """)
    }

    /// Makes every e-mail to a guest who leaves due to be withdrawn, sent or not.
    func withdraw(from user: UserID) throws {
        try tx.execute(
            """
            UPDATE mails SET next_attempt_at = \(tx.now)
            WHERE booking_id IN (\(fragment: Self.bookings(of: user)))
            """)
    }

    /// The e-mails to guests who have left, of which no copy may stay.
    package func toWithdraw(
        limit: Int
    ) throws -> [Int64] {
        try tx.all(
            """
            SELECT m.id FROM mails m CROSS JOIN bookings b ON b.id = m.booking_id
            CROSS JOIN users u ON u.id = b.user_id
            WHERE m.next_attempt_at <= \(tx.now) AND u.erased_at IS NOT NULL
            ORDER BY m.next_attempt_at, m.id LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }

    /// Notes that no copy of the e-mail is left.
    package func recordWithdrawal(of mail: Int64) throws {
        try tx.execute("UPDATE mails SET next_attempt_at = NULL WHERE id = \(mail)")
    }

    private static func bookings(of user: UserID) -> SQL {
        "SELECT id FROM bookings WHERE user_id = \(user)"
    }
}
