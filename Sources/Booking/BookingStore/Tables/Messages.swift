import BookingDomain
import SQLite
import Timekeeping

/// What a facilitator writes to all guests of an event.
package struct MessageDraft: Equatable, Sendable {
    /// In Unicode scalars.
    package static let subjectLength = 1...200
    /// In Unicode scalars.
    package static let textLength = 1...10_000

    /// One line.
    let subject: String
    let text: String

    package init(subject: String, text: String) {
        self.subject = subject
        self.text = text
    }
}

/// A message that a facilitator has sent.
package struct SentMessage: Equatable, Sendable {
    /// The row's key.
    package let id: Int64
    /// The number of guests with an account, who see it on their pages.
    package let inApp: Int
    /// The number of letters.
    package let letters: Int
}

/// The table of messages to all guests of an event.
package struct Messages {
    let tx: Transaction

    /// The time within which the same text is the same message, in seconds.
    private static let repetition: Int64 = 600
    private static let limitPerDay = 20
    private static let day: Int64 = 86_400

    /// The bookings `b` of an event whose guests get a message.
    private static func areAddressed(of event: EventID) -> SQL {
        "b.event_id = \(event) AND b.status = 'confirmed'"
    }

    /// The message of the last ten minutes with the same subject and text.
    func recent(_ draft: MessageDraft, to event: EventID) throws -> SentMessage? {
        try tx.first(
            """
            SELECT id, in_app, letters FROM messages
            WHERE event_id = \(event) AND created_at > \(tx.now.adding(seconds: -Self.repetition))
            AND subject = \(draft.subject) AND text = \(draft.text)
            """
        ) { row in
            var columns = row.columns
            return SentMessage(id: columns.next(), inApp: columns.next(), letters: columns.next())
        }
    }

    /// Checks that the guests of the event have not got too many messages within a day.
    ///
    /// - Throws: `Refusal.tooManyMessages`.
    func checkLimit(of event: EventID) throws {
        let oldest = try tx.first(
            """
            SELECT created_at FROM messages
            WHERE event_id = \(event) AND created_at > \(tx.now.adding(seconds: -Self.day))
            ORDER BY created_at DESC LIMIT 1 OFFSET \(Self.limitPerDay - 1)
            """
        ) { $0.optionalTimestamp(0) }
        guard let oldest = oldest ?? nil else { return }
        throw Refusal.tooManyMessages(
            retryAfterSeconds: oldest.adding(seconds: Self.day).seconds(since: tx.now))
    }

    /// Adds a message, which the guests' pages show at once; its letters are collected later.
    func insert(
        _ draft: MessageDraft, to event: EventID, by facilitator: FacilitatorID
    ) throws -> SentMessage {
        let id = try tx.first("SELECT ifnull(max(id), 0) + 1 FROM messages") { $0.int64(0) } ?? 1
        let letters = try tx.first(
            """
            SELECT count(DISTINCT \(fragment: Mails.recipient))
            FROM bookings b LEFT JOIN users u ON u.id = b.user_id
            WHERE \(fragment: Self.areAddressed(of: event))
            AND \(fragment: Mails.address) IS NOT NULL AND NOT \(fragment: Reminders.areStopped)
            """
        ) { $0.int(0) }
        let inApp = try tx.notifications.countGuests(
            where: Self.areAddressed(of: event))
        try tx.execute(
            """
            INSERT INTO messages (id, event_id, facilitator_id, subject, text, created_at, in_app,
                letters, letters_through)
            VALUES (\(id), \(event), \(facilitator), \(draft.subject), \(draft.text), \(tx.now),
                \(inApp), \(letters ?? 0), 0)
            """)
        try tx.notifications.add(message: id, where: Self.areAddressed(of: event))
        tx.didChange(.mail)
        return SentMessage(id: id, inApp: inApp, letters: letters ?? 0)
    }

    /// Whether there are messages whose letters are not all collected.
    package func areToCollect() throws -> Bool {
        try tx.first("SELECT 1 FROM messages WHERE letters_through IS NOT NULL LIMIT 1") { _ in
            true
        } ?? false
    }

    /// Adds the letters of a message to the emails, for a limited number of bookings in one step.
    ///
    /// A recipient with several bookings gets one.
    /// - Returns: Whether more letters may have to be collected.
    @discardableResult
    package func collect(limit: Int) throws -> Bool {
        let waiting = try tx.first(
            """
            SELECT id, event_id, letters_through FROM messages WHERE letters_through IS NOT NULL
            ORDER BY id LIMIT 1
            """
        ) { row in
            var columns = row.columns
            return (
                id: columns.next() as Int64, event: columns.next() as EventID,
                through: columns.next() as Int64
            )
        }
        guard let waiting else { return false }
        let condition = Self.areAddressed(of: waiting.event)
        let bookings = try tx.all(
            """
            SELECT b.id FROM bookings b
            WHERE \(fragment: condition) AND b.id > \(waiting.through) ORDER BY b.id LIMIT \(limit)
            """
        ) { $0.int64(0) }
        if let last = bookings.last {
            try tx.mails.addToGuests(
                of: waiting.event, bookings: (waiting.through + 1)...last, where: condition,
                message: waiting.id)
        }
        let through = bookings.count < limit ? nil : bookings.last
        try tx.execute(
            "UPDATE messages SET letters_through = \(through) WHERE id = \(waiting.id)")
        return true
    }
}

extension Transaction {
    /// Sends a message to everybody who has a confirmed booking of a facilitator's event.
    ///
    /// The same subject and text within ten minutes is the same message.
    /// - Throws: `Refusal`: `notFound`, `tooManyMessages`; `UnrecordedEffects`.
    package func sendMessage(
        _ draft: MessageDraft, to event: EventID, by facilitator: FacilitatorID
    ) throws -> SentMessage {
        _ = try events.find(event, of: facilitator)
        if let sent = try messages.recent(draft, to: event) { return sent }
        try messages.checkLimit(of: event)
        try pendingEventChanges.checkRecorded(of: event)
        return try messages.insert(draft, to: event, by: facilitator)
    }
}
