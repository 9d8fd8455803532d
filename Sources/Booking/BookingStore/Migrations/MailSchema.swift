import SQLite

extension BookingMigrations {
    /// E-mail about bookings: which line of a timeline it tells of, and whether it is sent.
    ///
    /// The words are put together when it is sent, so nothing personal lies here. What happened
    /// before this table was there is not told any more.
    static let mailSchema: [SQL] = [
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
    ]
}
