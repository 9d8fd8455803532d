import SQLite

extension BookingMigrations {
    /// Receipts and credit notes, one for each line of the ledger from now on.
    static let migration0027 = Migration(
        name: "receipts and credit notes",
        sql: [
            """
            CREATE TABLE receipt_numbers (
                -- The numbers of each year; those up to `reserved` are listed beside the database.
                year INTEGER PRIMARY KEY,
                last INTEGER NOT NULL,
                reserved INTEGER NOT NULL,
                CHECK (last BETWEEN 0 AND reserved)
            ) STRICT
            """,
            """
            CREATE TABLE skipped_receipts (
                -- Numbers that a restored database had given out, or may have, after its backup.
                year INTEGER NOT NULL REFERENCES receipt_numbers (year),
                first INTEGER NOT NULL,
                last INTEGER NOT NULL,
                skipped_at INTEGER NOT NULL,
                PRIMARY KEY (year, first),
                CHECK (first <= last)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE receipts (
                -- A document for each line of the ledger, with seller and event as they were then.
                id INTEGER PRIMARY KEY,
                year INTEGER NOT NULL REFERENCES receipt_numbers (year),
                number INTEGER NOT NULL CHECK (number >= 1),
                ledger_id INTEGER NOT NULL UNIQUE REFERENCES ledger (id),
                booking_id INTEGER NOT NULL REFERENCES bookings (id),
                kind TEXT NOT NULL CHECK (kind IN ('receipt', 'credit')),
                refers_to INTEGER REFERENCES receipts (id),
                amount INTEGER NOT NULL CHECK (amount > 0),
                currency TEXT NOT NULL CHECK (length(currency) = 3),
                method TEXT NOT NULL,
                seller_name TEXT NOT NULL,
                seller_address TEXT NOT NULL,
                seller_contact TEXT NOT NULL,
                buyer TEXT,
                description TEXT NOT NULL,
                event_id INTEGER NOT NULL REFERENCES events (id),
                starts_at INTEGER NOT NULL,
                event_time_zone TEXT NOT NULL,
                seats INTEGER,
                time_zone TEXT NOT NULL,
                issued_at INTEGER NOT NULL,
                UNIQUE (year, number)
            ) STRICT
            """,
            "CREATE INDEX receipts_of_booking ON receipts (booking_id)",
            """
            CREATE TRIGGER receipts_stand BEFORE UPDATE OF year, number, ledger_id, booking_id,
                kind, refers_to, amount, currency, method, seller_name, seller_address,
                seller_contact, description, event_id, starts_at, event_time_zone, seats,
                time_zone, issued_at ON receipts
            BEGIN
                SELECT raise(ABORT, 'a receipt is what it was');
            END
            """,
            """
            CREATE TRIGGER receipts_are_kept BEFORE DELETE ON receipts
            BEGIN
                SELECT raise(ABORT, 'a receipt is never deleted');
            END
            """,
            // Payments and refunds until now have no receipts.
            """
            INSERT INTO facts (name, value)
            SELECT 'receipts_after', coalesce(max(id), 0) FROM ledger
            """,
        ])
}
