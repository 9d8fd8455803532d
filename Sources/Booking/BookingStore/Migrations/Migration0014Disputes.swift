import SQLite

extension BookingMigrations {
    /// Disputes of payments; a booking shows the state of those of the payment that it keeps.
    static let migration0014 = Migration(
        name: "disputes",
        sql: [
            """
            ALTER TABLE bookings ADD COLUMN dispute TEXT
            CHECK (dispute IN ('open', 'won', 'lost'))
            """,
            """
            CREATE TABLE disputes (
                -- Payments that a guest's bank demands back; a lost one is returned to the guest.
                provider TEXT NOT NULL,
                remote_id TEXT NOT NULL,
                payment_id INTEGER NOT NULL REFERENCES payments (id),
                amount INTEGER NOT NULL CHECK (amount > 0),
                status TEXT NOT NULL CHECK (status IN ('open', 'won', 'lost')),
                opened_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (provider, remote_id)
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX disputes_of_payment ON disputes (payment_id)",
            """
            CREATE TRIGGER disputes_are_kept BEFORE DELETE ON disputes
            BEGIN
                SELECT raise(ABORT, 'a dispute is decided, never deleted');
            END
            """,
        ])
}
