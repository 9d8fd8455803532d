import SQLite

extension BookingMigrations {
    /// What tells of a guest beyond need goes, of those who have left before too.
    static let privacySchema: [SQL] = gatewaysWords + withdrawableMails + namesThatAreAddresses

    /// Gateways' events name who has paid; so does a call that opens a checkout.
    private static let gatewaysWords: [SQL] = [
        "ALTER TABLE webhook_events DROP COLUMN body",
        "UPDATE payment_attempts SET request = x'' WHERE state <> 'created'",
        """
        UPDATE payment_attempts SET state = 'closed', request = x'', next_check_at = NULL
        WHERE state = 'created' AND booking_id IN (SELECT b.id FROM bookings b
            JOIN users u ON u.id = b.user_id WHERE u.erased_at IS NOT NULL)
        """,
    ]

    /// An e-mail has no next attempt once it is sent or given up; it gets one more, to be
    /// withdrawn, when its guest leaves.
    private static let withdrawableMails: [SQL] = [
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
    ]

    private static let namesThatAreAddresses: [SQL] = [
        """
        UPDATE users SET name = 'Guest ' || id
        WHERE name = username AND username LIKE '%@%' AND erased_at IS NULL
        """
    ]
}
