import BookingDomain
import SQLite
import Timekeeping

/// A letter to a guest about a wait that is to be sent.
package struct DueWaitlistLetter: Equatable, Sendable {
    /// The row's key, which is in the file name of a copy in the mail folder.
    package let id: Int64
    package let kind: WaitlistLetters.Kind
    /// The entry as it is now, maybe after later steps.
    package let entry: WaitlistEntry
    /// The booking of the offer as it is now; nil before an offer.
    package let offer: Booking?
    /// The in-app message of a changed event, which names its earlier time and place.
    package let message: String?
    /// The guest's name as a letter may show it; nil if it may not.
    package let greetedName: String?
    /// The guest's current address.
    package let address: String
    /// The facilitator's address for the guest's answer; nil if it is not known.
    package let replyAddress: String?
    /// The number of failed attempts.
    let attempts: Int

    package init(
        id: Int64, kind: WaitlistLetters.Kind, entry: WaitlistEntry, offer: Booking?,
        message: String?, greetedName: String?, address: String, replyAddress: String?,
        attempts: Int
    ) {
        self.id = id
        self.kind = kind
        self.entry = entry
        self.offer = offer
        self.message = message
        self.greetedName = greetedName
        self.address = address
        self.replyAddress = replyAddress
        self.attempts = attempts
    }

    /// Whether the reason for the letter has ended before it was sent.
    package var isObsolete: Bool {
        switch kind {
        case .joined, .closed, .eventChanged: entry.status != .waiting
        case .offered: entry.status != .offered
        // A payment that arrived late may have accepted the offer.
        case .lapsed: entry.status != .lapsed
        case .left, .eventCancelled: false
        }
    }
}

/// The letters that are due.
extension WaitlistLetters {
    /// The letters that are due, offers first: their guests have the least time.
    package func due(limit: Int) throws -> [DueWaitlistLetter] {
        try tx.all(
            """
            SELECT l.id, l.kind, \(fragment: WaitlistEntry.columns(at: tx.now)),
                CASE l.kind WHEN 'event_changed' THEN (SELECT n.message FROM notifications n
                    WHERE n.user_id = w.user_id AND n.event_id = w.event_id
                    AND n.kind = \(InAppNotification.Kind.waitlist)
                    AND n.created_at = l.created_at ORDER BY n.id DESC LIMIT 1) END,
                u.name, u.letter_address, coalesce(f.reply_to, f.email), l.attempts
            FROM (SELECT * FROM waitlist_letters INDEXED BY waitlist_letters_due
                WHERE next_attempt_at <= \(tx.now) AND NOT is_withdrawn
                ORDER BY kind <> 'offered', next_attempt_at, id LIMIT \(limit)) l
            CROSS JOIN \(fragment: WaitlistEntry.tables) CROSS JOIN users u ON u.id = w.user_id
            WHERE w.id = l.entry_id AND u.letter_address IS NOT NULL
            ORDER BY l.kind <> 'offered', l.next_attempt_at, l.id
            """
        ) { row in
            var columns = row.columns
            let id: Int64 = columns.next()
            let kind: Kind = try columns.next("waitlist_letters.kind")
            let entry = try WaitlistEntry(&columns, at: tx.now)
            let (message, name): (String?, String) = (columns.next(), columns.next())
            return DueWaitlistLetter(
                id: id, kind: kind, entry: entry,
                offer: try entry.bookingID.flatMap { try tx.bookings.find($0) },
                message: message, greetedName: PersonName.greeting(name), address: columns.next(),
                replyAddress: columns.next(), attempts: columns.next())
        }
    }

    /// Stores that the letter is about to be sent, and the time of the next attempt.
    ///
    /// - Returns: False if it was cancelled or withdrawn meanwhile, or the guest has another address.
    package func claim(_ letter: DueWaitlistLetter) throws -> Bool {
        try rows.claim(
            [letter.id], attempts: letter.attempts,
            where: """
                NOT is_withdrawn AND (SELECT u.letter_address
                    FROM waitlist w CROSS JOIN users u ON u.id = w.user_id
                    WHERE w.id = entry_id) = \(letter.address)
                """)
    }

    /// Makes a claimed letter due again, because the service stops before it is sent.
    package func release(_ letter: DueWaitlistLetter) throws { try rows.release([letter.id]) }

    /// Cancels a letter whose reason has ended.
    package func drop(_ letter: DueWaitlistLetter) throws {
        try tx.execute(
            """
            UPDATE waitlist_letters SET next_attempt_at = NULL
            WHERE id = \(letter.id) AND NOT is_withdrawn
            """)
    }

    /// Stores that the letter was sent; one that was withdrawn meanwhile remains due for it.
    package func markSent(_ letter: DueWaitlistLetter) throws {
        try rows.markSent([letter.id], where: "NOT is_withdrawn")
    }

    /// Cancels unsent letters to a guest who has no address for them any longer.
    func cancelAll(to user: UserID) throws {
        try tx.execute(
            """
            UPDATE waitlist_letters SET next_attempt_at = NULL
            WHERE next_attempt_at IS NOT NULL AND NOT is_withdrawn
            AND entry_id IN (SELECT id FROM waitlist WHERE user_id = \(user))
            """)
    }

    /// The withdrawn letters whose copies must be deleted.
    ///
    /// Rows are never deleted, so that each copy in the mail folder can be.
    package func toWithdraw(limit: Int) throws -> [Int64] {
        try tx.all(
            """
            SELECT id FROM waitlist_letters INDEXED BY waitlist_letters_due
            WHERE next_attempt_at <= \(tx.now) AND is_withdrawn
            ORDER BY next_attempt_at LIMIT \(limit)
            """
        ) { $0.int64(0) }
    }

    /// Stores that the copies of the letter were deleted.
    package func recordWithdrawal(of letter: Int64) throws {
        try tx.execute("UPDATE waitlist_letters SET next_attempt_at = NULL WHERE id = \(letter)")
    }

    /// The letters that are not sent yet.
    package func depth() throws -> QueueDepth {
        try tx.depth(
            of: "FROM waitlist_letters WHERE next_attempt_at IS NOT NULL AND NOT is_withdrawn")
    }

    private var rows: LetterRows { LetterRows(tx: tx, table: "waitlist_letters") }
}
