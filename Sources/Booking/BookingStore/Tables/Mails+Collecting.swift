import SQLite
import Timekeeping

extension Mails {
    /// The fact of the last booking that was collected.
    private static let beginningsCursor = "mailed_beginnings_through"
    /// The fact of the last change that was collected.
    private static let changesCursor = "mailed_through"

    /// Whether something has happened to bookings since the last collection.
    package static func areToCollect(on connection: Connection) throws -> Bool {
        let reached = try reached(on: connection)
        return try connection.first(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM bookings WHERE id > \(reached.beginning))
            OR EXISTS (SELECT 1 FROM booking_changes WHERE id > \(reached.change))
            """
        ) { _ in true } ?? false
    }

    /// Adds an e-mail for each new line of a timeline that its guest should hear of, of so many
    /// bookings and so many changes at most, in the order in which they happened to a guest.
    ///
    /// A booking that costs nothing is confirmed by being made. A refund that begins is told with
    /// the cancellation, unless there was nothing to cancel.
    package static func collect(
        limit: Int, at now: Timestamp, on connection: Connection
    ) throws {
        let reached = try reached(on: connection)
        let end = try end(after: reached, limit: limit, on: connection)
        try connection.execute(
            """
            INSERT INTO mails (booking_id, change_id, created_at, next_attempt_at)
            SELECT t.booking_id, t.change_id, \(now), \(now)
            FROM (
                SELECT b.id AS booking_id, NULL AS change_id, b.user_id,
                    \(fragment: place(ofBeginning: "b")) AS place
                FROM bookings b
                WHERE b.id > \(reached.beginning) AND b.id <= \(end.beginning)
                AND b.amount = 0
                UNION ALL
                SELECT b.id, c.id, b.user_id, c.id
                FROM booking_changes c CROSS JOIN bookings b ON b.id = c.booking_id
                WHERE c.id > \(reached.change) AND c.id <= \(end.change)
                AND (c.kind IN ('confirmed', 'cancelled', 'event_changed', 'payment_returned',
                        'refund_processed', 'refund_failed')
                    OR c.kind = 'refund_initiated' AND b.confirmed_at IS NULL)
            ) t CROSS JOIN users u ON u.id = t.user_id
            WHERE u.email IS NOT NULL ORDER BY t.place, t.booking_id
            """)
        try Metadata.note("\(end.beginning)", as: beginningsCursor, on: connection)
        try Metadata.note("\(end.change)", as: changesCursor, on: connection)
    }

    /// A booking and a change, the last of those that are collected.
    private typealias Reach = (beginning: Int64, change: Int64)

    private static func reached(on connection: Connection) throws -> Reach {
        let facts = try [beginningsCursor, changesCursor].map { cursor in
            try Metadata.value(of: cursor, on: connection).flatMap { Int64($0) } ?? .max
        }
        return (facts[0], facts[1])
    }

    /// How far the next collection goes.
    ///
    /// None of its changes is of a later booking, which its guest has not heard of; and where there
    /// are more changes, none of its bookings began after the last of them, as something may have
    /// happened to an earlier one of the same guest.
    private static func end(
        after reached: Reach, limit: Int, on connection: Connection
    ) throws -> Reach {
        let changes = try connection.all(
            """
            SELECT id, booking_id FROM booking_changes WHERE id > \(reached.change)
            ORDER BY id LIMIT \(limit)
            """
        ) { (id: $0.int64(0), booking: $0.int64(1)) }
        let latest = changes.count < limit ? Int64.max : changes.map(\.booking).max() ?? .max
        let beginning =
            try connection.first(
                """
                SELECT max(id) FROM (SELECT id FROM bookings
                    WHERE id > \(reached.beginning) AND id <= \(latest) ORDER BY id LIMIT \(limit))
                """
            ) { $0.optionalInt64(0) } ?? nil
        let last = beginning ?? reached.beginning
        return (last, changes.prefix { $0.booking <= last }.last?.id ?? reached.change)
    }
}
