import SQLite

extension BookingMigrations {
    /// A refused booking is undone with its whole write, so its references are checked at the commit.
    ///
    /// SQLite copies each page that a statement changes if it may have to undo the statement alone.
    /// That is so with triggers and either immediate foreign keys or a function in a CHECK.
    static let migration0010 = Migration(
        name: "a refused booking is undone with its write",
        sql: bookingsTableAfter + seatsTriggers + bookingsTriggersAfter + transitionTriggers)

    private static let bookingsTableAfter: [SQL] = [
        """
        CREATE TABLE bookings_after (
            -- Seats of an event for a guest; the row is the first line of the booking's timeline.
            id INTEGER PRIMARY KEY,
            event_id INTEGER NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
            user_id INTEGER NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
            seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10),
            status TEXT NOT NULL
                CHECK (status = 'held' OR status = 'confirmed' OR status = 'expired'
                    OR status = 'cancelled' OR status = 'refunded'),
            hold_expires_at INTEGER,
            amount INTEGER NOT NULL CHECK (amount >= 0),
            amount_paid INTEGER NOT NULL DEFAULT 0 CHECK (amount_paid >= 0),
            -- As the event had it, whose table has the CHECK.
            currency TEXT NOT NULL,
            refund_policy TEXT NOT NULL,
            payment_id TEXT,
            payment_status TEXT CHECK (payment_status = 'pending' OR payment_status = 'success'
                OR payment_status = 'failed'),
            payment_provider TEXT,
            refund_id TEXT,
            refund_status TEXT CHECK (refund_status = 'initiated' OR refund_status = 'processed'
                OR refund_status = 'failed'),
            refunded_at INTEGER,
            created_at INTEGER NOT NULL,
            confirmed_at INTEGER,
            cancelled_at INTEGER,
            CHECK (status <> 'held' OR hold_expires_at IS NOT NULL),
            CHECK (status <> 'confirmed' OR confirmed_at IS NOT NULL),
            CHECK ((amount = 0) = (payment_status IS NULL)),
            CHECK (status <> 'confirmed' OR amount = 0 OR payment_status = 'success')
        ) STRICT
        """,
        """
        INSERT INTO bookings_after
        SELECT id, event_id, user_id, seats, status, hold_expires_at, amount, amount_paid, currency,
            refund_policy, payment_id, payment_status, payment_provider, refund_id, refund_status,
            refunded_at, created_at, confirmed_at, cancelled_at
        FROM bookings
        """,
        "DROP TABLE bookings",
        "ALTER TABLE bookings_after RENAME TO bookings",
        """
        CREATE UNIQUE INDEX bookings_one_active ON bookings (event_id, user_id)
        WHERE status IN ('held', 'confirmed')
        """,
        "CREATE INDEX bookings_of_user ON bookings (user_id)",
        """
        CREATE INDEX bookings_due_holds ON bookings (event_id, hold_expires_at)
        WHERE status = 'held'
        """,
        "CREATE INDEX bookings_priced ON bookings (event_id) WHERE amount > 0",
    ]

    private static let bookingsTriggersAfter: [SQL] = [
        """
        CREATE TRIGGER bookings_are_kept BEFORE DELETE ON bookings
        BEGIN
            SELECT raise(ABORT, 'a booking is cancelled, never deleted');
        END
        """,
        """
        CREATE TRIGGER bookings_stay_what_they_began_as
        BEFORE UPDATE OF event_id, user_id, amount, created_at ON bookings
        BEGIN
            SELECT raise(ABORT, 'a booking keeps its event, its guest, its price and its moment');
        END
        """,
    ]
}
