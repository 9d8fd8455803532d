import SQLite

extension BookingMigrations {
    /// One row per e-mail about a line of a timeline. Its text is composed when it is sent, so the
    /// table has no personal data. Earlier changes are not mailed.
    static let migration0003 = Migration(
        name: "e-mail about bookings",
        sql: [
            """
            CREATE TABLE mails (
                id INTEGER PRIMARY KEY,
                change_id INTEGER NOT NULL UNIQUE REFERENCES booking_changes (id),
                created_at INTEGER NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0,
                next_attempt_at INTEGER NOT NULL,
                sent_at INTEGER
            ) STRICT
            """,
            "CREATE INDEX mails_due ON mails (next_attempt_at, id) WHERE sent_at IS NULL",
            """
            INSERT INTO facts (name, value)
            SELECT 'mailed_through', coalesce(max(id), 0) FROM booking_changes
            """,
        ])
}
