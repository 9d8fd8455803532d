import SQLite

extension BookingMigrations {
    /// A notice gets its number as a booking gets its id, which costs less than AUTOINCREMENT: the
    /// one behind the highest, where none is ever deleted.
    static let noticesSchema: [SQL] = numbersGivenOut + outboxTable

    /// A restored database may have numbers behind it that no notice has had yet.
    private static let numbersGivenOut: [SQL] = [
        """
        INSERT INTO facts (name, value)
        SELECT 'ids_given_out', max(seq, coalesce(
            (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'ids_given_out'), 0))
        FROM sqlite_sequence
        WHERE name = 'outbox' AND seq > (SELECT coalesce(max(id), 0) FROM outbox)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """
    ]

    private static let outboxTable: [SQL] = [
        "ALTER TABLE outbox RENAME TO outbox_before",
        """
        CREATE TABLE outbox (
            -- Notices to CRMAPI, which orders them by their id; one that is delivered stays, since
            -- the reconciliation counts it.
            id INTEGER PRIMARY KEY,
            notification_id TEXT NOT NULL,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            payload TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER NOT NULL,
            delivered_at INTEGER,
            request_id TEXT
        ) STRICT
        """,
        "INSERT INTO outbox SELECT * FROM outbox_before",
        "DROP TABLE outbox_before",
        "CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE delivered_at IS NULL",
        "CREATE INDEX outbox_of_booking ON outbox (booking_id)",
        """
        CREATE TRIGGER notices_are_kept BEFORE DELETE ON outbox
        BEGIN
            SELECT raise(ABORT, 'a notice is delivered, never deleted');
        END
        """,
    ]
}
