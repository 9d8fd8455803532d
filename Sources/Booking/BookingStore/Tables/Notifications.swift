import BookingDomain
import SQLite
import Timekeeping

/// The table of in-app messages to guests.
package struct Notifications {
    let tx: Transaction

    /// Adds a message to the guest of the booking, unless the guest was erased.
    func add(
        _ kind: InAppNotification.Kind, _ message: String, about booking: Booking
    ) throws {
        guard let user = booking.userID else { return }
        try add(kind, message, to: user, about: booking.event.id, booking.id)
    }

    /// Adds a message about an event to a guest, unless the guest was erased.
    func add(
        _ kind: InAppNotification.Kind, _ message: String, to user: UserID, about event: EventID,
        _ booking: BookingID?
    ) throws {
        try tx.execute(
            """
            INSERT INTO notifications (user_id, kind, message, event_id, booking_id, created_at)
            SELECT id, \(kind), \(message), \(event), \(booking), \(tx.now)
            FROM users WHERE id = \(user) AND erased_at IS NULL
            """)
    }

    /// Adds a message about an event to the guests of entries `w` of its waiting list.
    func add(
        _ kind: InAppNotification.Kind, _ message: String, about event: EventID,
        toAllWaiting entries: SQL
    ) throws {
        try tx.execute(
            """
            INSERT INTO notifications (user_id, kind, message, event_id, created_at)
            SELECT u.id, \(kind), \(message), \(event), \(tx.now)
            FROM waitlist w CROSS JOIN users u ON u.id = w.user_id AND u.erased_at IS NULL
            WHERE \(fragment: entries) ORDER BY w.id
            """)
    }

    /// Adds a message for each booking `b` of a batch that matches the condition.
    ///
    /// Its event is `e`. Guests who were erased and holds that have ended get none.
    func addToGuests(
        of batch: BookingBatch, where condition: SQL, _ kind: InAppNotification.Kind,
        _ message: String
    ) throws {
        try tx.execute(
            """
            INSERT INTO notifications (user_id, kind, message, event_id, booking_id, created_at)
            SELECT u.id, \(kind), \(message), b.event_id, b.id, \(tx.now)
            FROM bookings b CROSS JOIN users u ON u.id = b.user_id AND u.erased_at IS NULL
            CROSS JOIN events e ON e.id = b.event_id
            WHERE b.id IN (SELECT id FROM bookings WHERE \(fragment: batch.areActive))
            AND (b.status = 'confirmed' OR b.hold_expires_at > \(tx.now))
            AND \(fragment: condition)
            """)
    }

    /// The number of accounts that have made a booking `b` that meets the condition.
    ///
    /// Accounts that own a facilitator's booking are not counted: the number would tell whether the
    /// address that was typed in has an account.
    func countGuests(where condition: SQL) throws -> Int {
        try tx.first(
            """
            SELECT count(DISTINCT b.user_id) FROM bookings b
            CROSS JOIN users u ON u.id = b.user_id AND u.erased_at IS NULL
            WHERE \(fragment: condition) AND b.source = 'guest'
            """
        ) { $0.int(0) } ?? 0
    }

    /// Adds a facilitator's message for each account that has a booking `b` that meets the condition.
    func add(message: Int64, where condition: SQL) throws {
        try tx.execute(
            """
            INSERT INTO notifications (user_id, kind, message, event_id, booking_id, created_at,
                message_id)
            SELECT b.user_id, \(InAppNotification.Kind.message), '', b.event_id, min(b.id),
                \(tx.now), \(message)
            FROM bookings b CROSS JOIN users u ON u.id = b.user_id AND u.erased_at IS NULL
            WHERE \(fragment: condition) GROUP BY b.user_id
            """)
    }

    /// A page of the guest's messages, newest first.
    package func inbox(of user: UserID, _ request: PageRequest) throws -> NotificationInbox {
        let latest = request.after?.id ?? Int64.max
        let rows = try select(
            where: """
                user_id = \(user) AND id < \(latest) ORDER BY id DESC LIMIT \(request.rowsToRead)
                """)
        let unread = try tx.first(
            "SELECT count(*) FROM notifications WHERE user_id = \(user) AND read_at IS NULL"
        ) { $0.int(0) }
        return NotificationInbox(
            page: Page(rows, of: request) { PageCursor(id: $0.id.rawValue) }, unread: unread ?? 0)
    }

    /// The guest's messages after an ID, oldest first; for the export.
    package func all(
        of user: UserID, after id: Int64, limit: Int
    ) throws -> [InAppNotification] {
        try select(where: "user_id = \(user) AND id > \(id) ORDER BY id LIMIT \(limit)")
    }

    /// Marks the guest's message as read; a second call has no effect.
    ///
    /// - Throws: `Refusal.notFound`, also for another guest's message.
    package func markRead(_ id: NotificationID, of user: UserID) throws -> InAppNotification {
        try tx.execute(
            """
            UPDATE notifications SET read_at = \(tx.now)
            WHERE id = \(id) AND user_id = \(user) AND read_at IS NULL
            """)
        guard let found = try select(where: "id = \(id) AND user_id = \(user)").first else {
            throw Refusal.notFound(.notification)
        }
        return found
    }

    /// Deletes messages of a guest.
    ///
    /// - Returns: The number of deleted messages; `limit` means that more may be left.
    @discardableResult
    func delete(of user: UserID, limit: Int) throws -> Int {
        try tx.execute(
            """
            DELETE FROM notifications WHERE id IN
                (SELECT id FROM notifications WHERE user_id = \(user) LIMIT \(limit))
            """)
    }

    private static let text: SQL = """
        CASE WHEN message_id IS NULL THEN message ELSE (SELECT f.name || ' writes to all guests of “'
                || e.title || '”: ' || g.subject || char(10, 10) || g.text
            FROM messages g CROSS JOIN events e ON e.id = g.event_id
            CROSS JOIN facilitators f ON f.id = g.facilitator_id
            WHERE g.id = notifications.message_id) END
        """

    private func select(where condition: SQL) throws -> [InAppNotification] {
        try tx.all(
            """
            SELECT id, kind, \(fragment: Self.text), event_id, booking_id, created_at, read_at
            FROM notifications
            WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            return InAppNotification(
                id: columns.next(), kind: try columns.next("notifications.kind"),
                message: columns.next(), eventID: columns.next(), bookingID: columns.next(),
                createdAt: columns.next(), readAt: columns.next())
        }
    }
}

/// A message to a guest that the web pages show.
package struct InAppNotification: Equatable, Sendable {
    /// The occasion of the message; the raw value is its word on the wire.
    package enum Kind: String, CaseIterable, Sendable {
        case bookingConfirmed = "booking_confirmed"
        case bookingCancelled = "booking_cancelled"
        /// The facilitator or the guest has changed the seats, or the facilitator the event.
        case bookingChanged = "booking_changed"
        case eventCancelled = "event_cancelled"
        case eventChanged = "event_changed"
        case refundUpdated = "refund_updated"
        /// A step of the guest's wait for seats.
        case waitlist
        /// The facilitator writes to all guests of the event.
        case message
    }

    /// Rises with time: lists sort by it.
    package let id: NotificationID
    package let kind: Kind
    /// A sentence or two of plain text, or a facilitator's words.
    package let message: String
    package let eventID: EventID?
    package let bookingID: BookingID?
    package let createdAt: Timestamp
    /// Nil until the guest has marked it as read.
    package let readAt: Timestamp?
}

package typealias NotificationID = Identifier<InAppNotification>

/// A page of a guest's messages.
package struct NotificationInbox: Equatable, Sendable {
    package let page: Page<InAppNotification>
    /// The number of unread messages on all pages.
    package let unread: Int
}
