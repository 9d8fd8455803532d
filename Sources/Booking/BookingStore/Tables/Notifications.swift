import BookingDomain
import SQLite
import Timekeeping

/// The table of in-app messages to guests.
package enum Notifications {
    /// Adds a message to the guest of the booking, unless they have left.
    static func add(
        _ kind: InAppNotification.Kind, _ message: String, about booking: Booking,
        at now: Timestamp, on connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO notifications (user_id, kind, message, event_id, booking_id, created_at)
            SELECT id, \(kind), \(message), \(booking.event.id), \(booking.id), \(now)
            FROM users WHERE id = \(booking.userID) AND erased_at IS NULL
            """)
    }

    /// Adds one message to everybody who has seats of the event and has not left.
    static func addToEveryGuest(
        of event: EventID, _ kind: InAppNotification.Kind, _ message: String, at now: Timestamp,
        on connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO notifications (user_id, kind, message, event_id, booking_id, created_at)
            SELECT u.id, \(kind), \(message), b.event_id, b.id, \(now)
            FROM bookings b CROSS JOIN users u ON u.id = b.user_id AND u.erased_at IS NULL
            WHERE b.event_id = \(event) AND b.status IN ('held', 'confirmed')
            AND (b.status = 'confirmed' OR b.hold_expires_at > \(now))
            """)
    }

    /// A page of the guest's messages, newest first, and how many are unread in all.
    package static func inbox(
        of user: UserID, _ request: PageRequest, on connection: Connection
    ) throws -> NotificationInbox {
        let latest = request.after?.id ?? Int64.max
        let rows = try connection.all(
            """
            SELECT \(fragment: columns) FROM notifications
            WHERE user_id = \(user) AND id < \(latest)
            ORDER BY id DESC LIMIT \(request.rowsToRead)
            """
        ) { row in try InAppNotification(row: row) }
        let unread = try connection.first(
            "SELECT count(*) FROM notifications WHERE user_id = \(user) AND read_at IS NULL"
        ) { $0.int(0) }
        return NotificationInbox(
            page: Page(rows, of: request) { PageCursor(id: $0.id.rawValue) }, unread: unread ?? 0)
    }

    /// Every message to the guest, oldest first; for an export, not for a page.
    package static func all(
        of user: UserID, after id: Int64, limit: Int, on connection: Connection
    ) throws -> [InAppNotification] {
        try connection.all(
            """
            SELECT \(fragment: columns) FROM notifications
            WHERE user_id = \(user) AND id > \(id) ORDER BY id LIMIT \(limit)
            """
        ) { row in try InAppNotification(row: row) }
    }

    /// Marks the guest's message as read; a second time changes nothing.
    ///
    /// - Throws: `Refusal.notFound` for another's message as for none at all.
    package static func markRead(
        _ id: NotificationID, of user: UserID, at now: Timestamp, on connection: Connection
    ) throws -> InAppNotification {
        try connection.execute(
            """
            UPDATE notifications SET read_at = \(now)
            WHERE id = \(id) AND user_id = \(user) AND read_at IS NULL
            """)
        let found = try connection.first(
            """
            SELECT \(fragment: columns) FROM notifications
            WHERE id = \(id) AND user_id = \(user)
            """
        ) { row in try InAppNotification(row: row) }
        guard let found else { throw Refusal.notFound(.notification) }
        return found
    }

    private static let columns: SQL =
        "id, kind, message, event_id, booking_id, created_at, read_at"
}

/// A page of a guest's messages, and how many of all are unread.
package struct NotificationInbox: Equatable, Sendable {
    /// The messages, newest first, read or not.
    package let page: Page<InAppNotification>
    /// How many of all the guest's messages, on whichever page, are unread.
    package let unread: Int
}

extension InAppNotification {
    fileprivate init(row: borrowing Row) throws(UnreadableRow) {
        self.init(
            id: row.id(0), kind: try row.word(1, named: "notifications.kind"),
            message: row.string(2), eventID: row.optionalInt64(3).map(EventID.init(_:)),
            bookingID: row.optionalInt64(4).map(BookingID.init(_:)),
            createdAt: row.timestamp(5), readAt: row.optionalTimestamp(6))
    }
}
