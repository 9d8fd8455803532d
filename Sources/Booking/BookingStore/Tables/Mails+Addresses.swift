import BookingDomain
import SQLite
import Timekeeping

/// The emails about a facilitator's booking whose guest has another address.
extension Mails {
    /// Withdraws the emails to an address that was removed.
    func withdraw(about booking: BookingID) throws {
        try withdraw(where: "booking_id = \(booking)")
    }

    /// Sends those that wait to the new address, and withdraws those that were sent.
    ///
    /// The confirmation of a booking that has seats is sent again.
    func readdress(about booking: BookingID) throws {
        let isConfirmation: SQL = """
            change_id IS NULL AND reminder_start IS NULL AND message_id IS NULL
            AND (SELECT b.status = 'confirmed' FROM bookings b WHERE b.id = mails.booking_id)
            """
        let waits: SQL = "(sent_at IS NULL AND next_attempt_at IS NOT NULL)"
        try withdraw(
            where: """
                booking_id = \(booking) AND NOT (\(fragment: waits) OR \(fragment: isConfirmation))
                """)
        try tx.execute(
            """
            UPDATE mails SET next_attempt_at = \(tx.now), sent_at = NULL, attempts = 0
            WHERE booking_id = \(booking) AND turn > 0
            """)
        try addConfirmation(of: booking)
        tx.didChange(.mail)
    }

    private func withdraw(where condition: SQL) throws {
        try tx.execute(
            """
            UPDATE mails SET next_attempt_at = \(tx.now), turn = 0 WHERE \(fragment: condition)
            """)
        tx.didChange(.mail)
    }

    /// Adds the confirmation of a booking that had no address when confirmations were collected.
    private func addConfirmation(of booking: BookingID) throws {
        let collected = try tx.metadata.integer(for: .mailedBookingsThrough) ?? .max
        guard booking.rawValue <= collected else { return }
        let count = try tx.execute(
            """
            WITH lines AS (
                SELECT b.id AS booking_id, \(fragment: Self.recipient) AS recipient,
                    NULL AS all_of_event
                FROM bookings b LEFT JOIN users u ON u.id = b.user_id
                WHERE b.id = \(booking) AND b.status = 'confirmed'
                AND \(fragment: Self.address) IS NOT NULL
            )
            INSERT INTO mails (booking_id, recipient, turn, sequence, created_at, next_attempt_at)
            SELECT t.booking_id, t.recipient, \(fragment: Self.turn(of: "t")) + 1,
                ifnull((SELECT k.changes FROM calendar_entries k
                    WHERE k.booking_id = t.booking_id), 0), \(tx.now), \(tx.now)
            FROM lines t WHERE true
            ON CONFLICT DO NOTHING
            """)
        guard count > 0 else { return }
        try tx.execute(
            """
            INSERT INTO calendar_entries (booking_id, changes) VALUES (\(booking), 1)
            ON CONFLICT DO UPDATE SET changes = changes + 1
            """)
    }
}
