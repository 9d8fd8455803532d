import SQLite

extension BookingMigrations {
    /// A notice's row is never updated: one number says how far the outbox is delivered, and another
    /// table has the delayed notices. Names are read when a notice is sent and not stored in it.
    static let migration0011 = Migration(
        name: "notices are written once", sql: writeOnceOutbox)

    private static let writeOnceOutbox: [SQL] = [
        "ALTER TABLE outbox RENAME TO outbox_before",
        """
        CREATE TABLE outbox (
            -- Notices to CRMAPI, which orders them by their id: what happened to a booking, and how
            -- it and its payment stood by then. Delivered are those up to the one that the fact
            -- delivered_through names, but for delayed_notices.
            id INTEGER PRIMARY KEY,
            notification_id TEXT NOT NULL,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            type TEXT NOT NULL,
            status TEXT NOT NULL,
            payment_status TEXT,
            amount_paid INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            request_id TEXT
        ) STRICT
        """,
        """
        INSERT INTO outbox
        SELECT o.id, o.notification_id, o.booking_id, o.payload ->> 'type',
            coalesce(o.payload ->> 'status', b.status), o.payload ->> 'payment_status',
            coalesce(o.payload ->> 'amount_paid', 0), o.created_at, o.request_id
        FROM outbox_before o CROSS JOIN bookings b ON b.id = o.booking_id
        """,
        """
        INSERT INTO facts (name, value)
        SELECT 'delivered_through', coalesce(max(id), 0) FROM outbox_before
        WHERE delivered_at IS NOT NULL
        """,
        """
        CREATE TABLE delayed_notices (
            -- Notices that CRMAPI could not take, and those of the same bookings behind them, whose
            -- time has not come as long as it is NULL.
            notice_id INTEGER PRIMARY KEY REFERENCES outbox (id),
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            attempts INTEGER NOT NULL,
            next_attempt_at INTEGER
        ) STRICT
        """,
        """
        INSERT INTO delayed_notices
        SELECT id, booking_id, attempts,
            CASE row_number() OVER (PARTITION BY booking_id ORDER BY id)
                WHEN 1 THEN next_attempt_at END
        FROM outbox_before
        WHERE delivered_at IS NULL
        AND id < (SELECT max(id) FROM outbox_before WHERE delivered_at IS NOT NULL)
        """,
        """
        CREATE INDEX delayed_notices_due ON delayed_notices (next_attempt_at)
        WHERE next_attempt_at IS NOT NULL
        """,
        "CREATE INDEX delayed_notices_of_booking ON delayed_notices (booking_id)",
        "DROP TABLE outbox_before",
        "CREATE INDEX outbox_of_booking ON outbox (booking_id)",
        """
        CREATE TRIGGER notices_are_kept BEFORE DELETE ON outbox
        BEGIN
            SELECT raise(ABORT, 'a notice is delivered, never deleted');
        END
        """,
        """
        CREATE TRIGGER notices_stand BEFORE UPDATE ON outbox
        BEGIN
            SELECT raise(ABORT, 'a notice says what was so when it was written');
        END
        """,
    ]
}
