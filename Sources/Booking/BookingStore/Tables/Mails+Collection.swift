import BookingDomain
import SQLite
import Timekeeping

extension Mails {
    /// Whether bookings have changed since the last collection.
    package func areToCollect() throws -> Bool {
        let reached = try reached()
        return try tx.first(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM bookings WHERE id > \(reached.booking))
            OR EXISTS (SELECT 1 FROM booking_changes WHERE id > \(reached.change))
            """
        ) { _ in true } ?? false
    }

    /// Adds an e-mail for each new mailed line of a timeline, in the order of the guest's changes.
    ///
    /// The row of a free booking is its confirmation.
    /// - Parameter limit: The highest number of bookings and of changes.
    package func collect(limit: Int) throws {
        let reached = try reached()
        let end = try end(after: reached, limit: limit)
        let mailed = BookingChange.Kind.allCases.filter(\.isMailed).map { "\($0)" as SQL }
        try tx.execute(
            """
            INSERT INTO mails (booking_id, change_id, created_at, next_attempt_at)
            SELECT t.booking_id, t.change_id, \(tx.now), \(tx.now)
            FROM (
                SELECT b.id AS booking_id, NULL AS change_id, b.user_id,
                    \(fragment: Self.place(ofCreation: "b")) AS place
                FROM bookings b
                WHERE b.id > \(reached.booking) AND b.id <= \(end.booking)
                AND b.amount = 0
                UNION ALL
                SELECT b.id, c.id, b.user_id, c.id
                FROM booking_changes c CROSS JOIN bookings b ON b.id = c.booking_id
                WHERE c.id > \(reached.change) AND c.id <= \(end.change)
                AND (c.kind IN (\(fragment: mailed.joined(separator: ", ")))
                    OR c.kind = 'refund_initiated' AND b.confirmed_at IS NULL)
            ) t CROSS JOIN users u ON u.id = t.user_id
            WHERE u.email IS NOT NULL ORDER BY t.place, t.booking_id
            """)
        try tx.metadata.set("\(end.booking)", for: .mailedBookingsThrough)
        try tx.metadata.set("\(end.change)", for: .mailedChangesThrough)
    }

    /// The last booking and the last change that were collected.
    private typealias Reach = (booking: Int64, change: Int64)

    private func reached() throws -> Reach {
        try (
            tx.metadata.integer(for: .mailedBookingsThrough) ?? .max,
            tx.metadata.integer(for: .mailedChangesThrough) ?? .max
        )
    }

    /// The end of the next collection.
    ///
    /// It excludes changes of later bookings, whose confirmations are not collected. If more changes
    /// are left, it also excludes later bookings: an earlier one of the guest may have changed first.
    private func end(after reached: Reach, limit: Int) throws -> Reach {
        let changes = try tx.all(
            """
            SELECT id, booking_id FROM booking_changes WHERE id > \(reached.change)
            ORDER BY id LIMIT \(limit)
            """
        ) { (id: $0.int64(0), booking: $0.int64(1)) }
        let latest = changes.count < limit ? Int64.max : changes.map(\.booking).max() ?? .max
        let last =
            try tx.first(
                """
                SELECT coalesce(max(id), \(reached.booking)) FROM (SELECT id FROM bookings
                    WHERE id > \(reached.booking) AND id <= \(latest) ORDER BY id LIMIT \(limit))
                """
            ) { $0.int64(0) } ?? reached.booking
        return (last, changes.prefix { $0.booking <= last }.last?.id ?? reached.change)
    }
}
