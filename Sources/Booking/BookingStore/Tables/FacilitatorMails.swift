import BookingDomain
import SQLite
import Timekeeping

/// A letter that is due to a facilitator.
package struct DueFacilitatorMail: Equatable, Sendable {
    /// A booking that was confirmed, or of which its guest has cancelled seats.
    package struct Line: Equatable, Sendable {
        /// The row's key.
        let id: Int64
        package let isCancellation: Bool
        /// The number of cancelled seats of a booking that keeps others; nil for other lines.
        package let seatsGivenUp: Int?
        /// The booking as it is now, maybe after later changes.
        package let booking: Booking
        /// The guest's name as a letter may show it.
        package let guest: String
    }

    package let facilitator: FacilitatorID
    package let name: String
    /// The confirmed address.
    package let address: String
    /// Whether the letter has all changes of a day.
    package let isDaily: Bool
    package var lines: [Line]
    /// The number of failed attempts.
    let attempts: Int

    /// The first row's key, which names the letter.
    package var id: Int64 { lines.first?.id ?? 0 }
}

/// The table of emails to facilitators, filled together with that of emails to guests.
package struct FacilitatorMails {
    let tx: Transaction

    /// The time at which the letters of a day are due, in seconds after midnight in UTC.
    private static let dailyTime: Int64 = 16 * 3_600

    /// The letters that are due, those of a day as one.
    ///
    /// - Parameter limit: The highest number of lines in all letters.
    package func due(limit: Int) throws -> [DueFacilitatorMail] {
        let rows = try tx.all(
            """
            SELECT \(fragment: Booking.columns(at: tx.now)), m.id, ifnull(c.kind, '') = 'cancelled',
                CASE c.kind WHEN 'seats_given_up' THEN c.seats END,
                CASE b.source WHEN 'guest' THEN u.name ELSE b.guest_name END, f.id, f.name, f.email, m.is_daily, m.attempts
            FROM (SELECT * FROM facilitator_mails INDEXED BY facilitator_mails_due
                WHERE next_attempt_at <= \(tx.now) ORDER BY next_attempt_at, id
                LIMIT \(limit)) m
            CROSS JOIN \(fragment: Booking.tables)
            LEFT JOIN users u ON u.id = b.user_id
            LEFT JOIN booking_changes c ON c.id = m.change_id
            WHERE b.id = m.booking_id AND f.email IS NOT NULL
            ORDER BY m.next_attempt_at, m.facilitator_id, m.id
            """
        ) { row in
            var columns = row.columns
            let booking = try Booking(&columns, at: tx.now)
            let (id, isCancellation): (Int64, Bool) = (columns.next(), columns.next())
            let seatsGivenUp: Int? = columns.next()
            let guest: String = columns.next()
            let line = DueFacilitatorMail.Line(
                id: id, isCancellation: isCancellation, seatsGivenUp: seatsGivenUp,
                booking: booking,
                guest: PersonName.greeting(guest) ?? "Guest of booking \(booking.id)")
            return DueFacilitatorMail(
                facilitator: columns.next(), name: columns.next(), address: columns.next(),
                isDaily: columns.next(), lines: [line], attempts: columns.next())
        }
        return rows.reduce(into: []) { mails, mail in
            if mail.isDaily, let last = mails.last, last.isDaily,
                last.facilitator == mail.facilitator
            {
                mails[mails.count - 1].lines += mail.lines
            } else {
                mails.append(mail)
            }
        }
    }

    /// Adds the rows of bookings and changes that were collected for the guests' emails.
    func collect(bookings: Range<Int64>, changes: Range<Int64>) throws {
        let due: SQL = """
            f.letters = 'daily', \(tx.now), CASE f.letters
                WHEN 'daily' THEN \(nextDailyTime) ELSE \(tx.now) END
            """
        let count = try tx.execute(
            """
            INSERT INTO facilitator_mails
                (facilitator_id, booking_id, change_id, is_daily, created_at, next_attempt_at)
            SELECT f.id, b.id, NULL, \(fragment: due)
            FROM bookings b CROSS JOIN events e ON e.id = b.event_id
            CROSS JOIN facilitators f ON f.id = e.facilitator_id
            WHERE b.id > \(bookings.lowerBound) AND b.id <= \(bookings.upperBound)
            AND b.payment_status IS NULL AND NOT b.is_offer AND b.source = 'guest'
            AND f.email IS NOT NULL AND f.letters <> 'none'
            UNION ALL
            SELECT f.id, b.id, c.id, \(fragment: due)
            FROM booking_changes c CROSS JOIN bookings b ON b.id = c.booking_id
            CROSS JOIN events e ON e.id = b.event_id
            CROSS JOIN facilitators f ON f.id = e.facilitator_id
            WHERE c.id > \(changes.lowerBound) AND c.id <= \(changes.upperBound)
            AND c.kind IN ('confirmed', 'cancelled', 'seats_given_up')
            AND c.actor <> 'facilitator'
            AND b.confirmed_at IS NOT NULL AND f.email IS NOT NULL AND f.letters <> 'none'
            """)
        if count > 0 { tx.didChange(.facilitatorMail) }
    }

    private var nextDailyTime: Int64 {
        let day: Int64 = 86_400
        return (tx.now.unixSeconds - Self.dailyTime) / day * day + day + Self.dailyTime
    }

    /// Stores that the letter is about to be sent, and the time of the next attempt.
    ///
    /// - Returns: False if the letter was cancelled meanwhile.
    package func claim(_ mail: DueFacilitatorMail) throws -> Bool {
        try rows.claim(mail.lines.map(\.id), attempts: mail.attempts)
    }

    /// Makes a claimed letter due again, because the service stops before it is sent.
    package func release(_ mail: DueFacilitatorMail) throws {
        try rows.release(mail.lines.map(\.id))
    }

    /// Cancels the unsent letters to a facilitator who wants none or has no address any longer.
    func cancelAll(to facilitator: FacilitatorID) throws {
        try tx.execute(
            """
            UPDATE facilitator_mails SET next_attempt_at = NULL
            WHERE next_attempt_at IS NOT NULL AND facilitator_id = \(facilitator)
            """)
    }

    /// Stores that the letter with these lines was sent.
    package func markSent(_ mail: DueFacilitatorMail) throws {
        try rows.markSent(mail.lines.map(\.id))
    }

    private var rows: LetterRows { LetterRows(tx: tx, table: "facilitator_mails") }

    /// The emails that are not sent yet; those of a day wait for their time.
    package func depth() throws -> QueueDepth {
        try tx.depth(of: "FROM facilitator_mails WHERE next_attempt_at IS NOT NULL")
    }

    /// Deletes rows that are sent or given up, a week after they were added; returns their number.
    ///
    /// It reads the oldest `limit` rows only.
    package func purge(limit: Int) throws -> Int {
        try tx.execute(
            """
            DELETE FROM facilitator_mails WHERE id IN (SELECT id FROM (
                    SELECT * FROM facilitator_mails ORDER BY id LIMIT \(limit))
                WHERE next_attempt_at IS NULL
                AND created_at <= \(tx.now.adding(seconds: -7 * 86_400)))
            """)
    }
}
