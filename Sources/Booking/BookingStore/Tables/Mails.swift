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
    /// Whom the letter greets, by the name they have now.
    package let guestName: String
    /// Where it goes: the guest's address of now, not of when it was collected.
    package let address: String
    /// The number of the event's entry in the guest's calendar, higher with each e-mail, and never
    /// lower than the event's own. 0 is the first.
    package let sequence: Int
    /// Whether a later e-mail brings the calendar up to date.
    package let isSuperseded: Bool
    /// How often it was sent in vain.
    package let attempts: Int
}

/// The table of e-mails: an outbox that is filled from the bookings and their timelines, so that
/// booking itself writes nothing for it.
package enum Mails {
    /// How long an e-mail is tried again, in seconds (RFC 5321 §4.5.4.1).
    private static let patience: Int64 = 5 * 86_400

    /// The e-mails whose time has come, to guests who are still there.
    package static func due(
        limit: Int, at now: Timestamp, on connection: Connection
    ) throws -> [DueMail] {
        try connection.all(
            """
            SELECT \(fragment: Booking.columns(at: now)), m.id, c.kind, m.attempts, u.name, u.email,
                e.version - 1 + (SELECT count(*) FROM (\(fragment: calendar)) WHERE place <
                    coalesce(m.change_id, \(fragment: place(ofBeginning: "b")))),
                EXISTS (SELECT 1 FROM (\(fragment: calendar)) WHERE place >
                    coalesce(m.change_id, \(fragment: place(ofBeginning: "b"))))
            FROM mails m CROSS JOIN \(fragment: Booking.tables)
            CROSS JOIN users u ON u.id = b.user_id
            LEFT JOIN booking_changes c ON c.id = m.change_id
            WHERE m.next_attempt_at <= \(now) AND b.id = m.booking_id AND u.email IS NOT NULL
            ORDER BY m.next_attempt_at, m.id LIMIT \(limit)
            """
        ) { row in
            let first = Booking.columnCount
            let booking = try Booking(row: row, at: now)
            return DueMail(
                id: row.int64(first),
                change: try row.optionalWord(first + 1, named: "booking_changes.kind")
                    ?? booking.firstChange.kind,
                booking: booking, guestName: row.string(first + 3),
                address: row.string(first + 4), sequence: row.int(first + 5),
                isSuperseded: row.bool(first + 6), attempts: row.int(first + 2))
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
    package static func backlog(on connection: Connection) throws -> QueueDepth {
        try QueueDepth(
            of: "FROM mails WHERE next_attempt_at IS NOT NULL AND sent_at IS NULL", on: connection)
    }

    /// Notes that the e-mail is about to be handed over, and when it is tried again should nobody
    /// say that it was: half a minute later, doubling up to six hours, until it is given up.
    ///
    /// Noted before, so that a disk that takes nothing does not have the same e-mail go out again
    /// and again.
    ///
    /// - Returns: Whether it may go: the guest has not left meanwhile.
    package static func claim(
        _ mail: DueMail, at now: Timestamp, on connection: Connection
    ) throws -> Bool {
        let pause = min(21_600, Int64(30) << min(Int64(mail.attempts), 10))
        let next = now.adding(seconds: pause)
        return try connection.execute(
            """
            UPDATE mails SET attempts = attempts + 1,
                next_attempt_at = CASE WHEN \(next) < created_at + \(patience) THEN \(next) END
            WHERE id = \(mail.id) AND \(fragment: isStillThere(mail.booking.userID))
            """) == 1
    }

    /// Notes that the e-mail was handed over; where the guest has left meanwhile, it waits to be
    /// withdrawn all the same.
    package static func markSent(
        _ mail: DueMail, at now: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE mails SET sent_at = \(now), next_attempt_at = NULL
            WHERE id = \(mail.id) AND \(fragment: isStillThere(mail.booking.userID))
            """)
    }

    private static func isStillThere(_ user: UserID) -> SQL {
        "EXISTS (SELECT 1 FROM users WHERE id = \(user) AND erased_at IS NULL)"
    }

    /// Gives up what is yet to be sent to the guest, who has no address any more.
    static func giveUp(to user: UserID, on connection: Connection) throws {
        try connection.execute(
            """
            UPDATE mails SET next_attempt_at = NULL
            WHERE next_attempt_at IS NOT NULL AND booking_id IN (\(fragment: bookings(of: user)))
            """)
    }

    /// Makes every e-mail to a guest who leaves due to be withdrawn, sent or not.
    static func withdraw(from user: UserID, at now: Timestamp, on connection: Connection) throws {
        try connection.execute(
            """
            UPDATE mails SET next_attempt_at = \(now)
            WHERE booking_id IN (\(fragment: bookings(of: user)))
            """)
    }

    /// The e-mails to guests who have left, of which no copy may stay.
    package static func toWithdraw(
        limit: Int, at now: Timestamp, on connection: Connection
    ) throws -> [Int64] {
        try connection.all(
            """
            SELECT m.id FROM mails m CROSS JOIN bookings b ON b.id = m.booking_id
            CROSS JOIN users u ON u.id = b.user_id
            WHERE m.next_attempt_at <= \(now) AND u.erased_at IS NOT NULL
            ORDER BY m.next_attempt_at, m.id LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }

    /// Notes that no copy of the e-mail is left.
    package static func recordWithdrawal(of mail: Int64, on connection: Connection) throws {
        try connection.execute("UPDATE mails SET next_attempt_at = NULL WHERE id = \(mail)")
    }

    private static func bookings(of user: UserID) -> SQL {
        "SELECT id FROM bookings WHERE user_id = \(user)"
    }
}
