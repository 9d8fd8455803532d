import SQLite

extension BookingMigrations {
    static let migration0006 = Migration(
        name: "less personal data; only valid transitions of bookings and payments",
        sql: lessPersonalData + transitionTriggers)

    private static let lessPersonalData: [SQL] = [
        // Webhook events and requests that open a checkout contain the payer's name.
        "ALTER TABLE webhook_events DROP COLUMN body",
        "UPDATE payment_attempts SET request = x'' WHERE state <> 'created'",
        """
        UPDATE payment_attempts SET state = 'closed', request = x'', next_check_at = NULL
        WHERE state = 'created' AND booking_id IN (SELECT b.id FROM bookings b
            JOIN users u ON u.id = b.user_id WHERE u.erased_at IS NOT NULL)
        """,
        // A sent or abandoned e-mail has no next attempt. Erasing its guest schedules one, which
        // withdraws the e-mail.
        "DROP INDEX mails_due",
        "ALTER TABLE mails RENAME TO mails_before",
        """
        CREATE TABLE mails (
            id INTEGER PRIMARY KEY,
            change_id INTEGER NOT NULL UNIQUE REFERENCES booking_changes (id),
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            sent_at INTEGER
        ) STRICT
        """,
        """
        INSERT INTO mails (id, change_id, created_at, attempts, next_attempt_at, sent_at)
        SELECT m.id, m.change_id, m.created_at, m.attempts,
            CASE WHEN u.erased_at IS NOT NULL THEN u.erased_at
                WHEN m.sent_at IS NULL AND u.email IS NOT NULL THEN m.next_attempt_at END,
            m.sent_at
        FROM mails_before m JOIN booking_changes c ON c.id = m.change_id
        JOIN bookings b ON b.id = c.booking_id JOIN users u ON u.id = b.user_id
        """,
        "DROP TABLE mails_before",
        """
        CREATE INDEX mails_due ON mails (next_attempt_at, id) WHERE next_attempt_at IS NOT NULL
        """,
        """
        UPDATE users SET name = 'Guest ' || id
        WHERE name = username AND username LIKE '%@%' AND erased_at IS NULL
        """,
    ]

    /// The transitions of `SeatState` and `PaymentStatus`; a test compares them with the triggers.
    static let transitionTriggers: [SQL] = [
        """
        CREATE TRIGGER bookings_move_as_they_may BEFORE UPDATE OF status ON bookings
        WHEN new.status <> old.status AND NOT CASE old.status
            WHEN 'held' THEN new.status IN ('confirmed', 'expired', 'cancelled')
            WHEN 'confirmed' THEN new.status = 'cancelled'
            WHEN 'expired' THEN new.status IN ('confirmed', 'refunded')
            WHEN 'cancelled' THEN new.status = 'refunded'
            WHEN 'refunded' THEN new.status IN ('cancelled', 'expired')
        END
        BEGIN
            SELECT raise(ABORT, 'a booking does not go from this status to that');
        END
        """,
        """
        CREATE TRIGGER payments_move_as_they_may BEFORE UPDATE OF payment_status ON bookings
        WHEN new.payment_status IS NOT old.payment_status AND NOT ifnull(CASE old.payment_status
            WHEN 'pending' THEN new.payment_status IN ('success', 'failed')
            WHEN 'failed' THEN new.payment_status = 'success'
        END, 0)
        BEGIN
            SELECT raise(ABORT, 'a payment does not go from this status to that');
        END
        """,
    ]
}
