import SQLite

extension BookingMigrations {
    /// Bookings, the triggers that update `events.seats_taken`, and timelines.
    ///
    /// The CHECKs use OR because SQLite builds a temporary table for an IN of more than two values.
    /// It would do so for each row, which took a quarter of the time of a booking.
    static let bookings: [SQL] = [
        """
        CREATE TABLE bookings (
            id INTEGER PRIMARY KEY,
            event_id INTEGER NOT NULL REFERENCES events (id),
            user_id INTEGER NOT NULL REFERENCES users (id),
            seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10),
            status TEXT NOT NULL
                CHECK (status = 'held' OR status = 'confirmed' OR status = 'expired'
                    OR status = 'cancelled' OR status = 'refunded'),
            hold_expires_at INTEGER,
            amount INTEGER NOT NULL CHECK (amount >= 0),
            amount_paid INTEGER NOT NULL DEFAULT 0 CHECK (amount_paid >= 0),
            currency TEXT NOT NULL CHECK (length(currency) = 3),
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
        CREATE UNIQUE INDEX bookings_one_active ON bookings (event_id, user_id)
        WHERE status IN ('held', 'confirmed')
        """,
        "CREATE INDEX bookings_of_user ON bookings (user_id, id)",
        """
        CREATE INDEX bookings_due_holds ON bookings (event_id, hold_expires_at)
        WHERE status = 'held'
        """,
        """
        CREATE TRIGGER bookings_take_seats AFTER INSERT ON bookings
        WHEN new.status IN ('held', 'confirmed')
        BEGIN
            UPDATE events SET seats_taken = seats_taken + new.seats WHERE id = new.event_id;
        END
        """,
        """
        CREATE TRIGGER bookings_move_seats AFTER UPDATE OF status, seats ON bookings
        BEGIN
            UPDATE events SET seats_taken = seats_taken
                + new.seats * (new.status IN ('held', 'confirmed'))
                - old.seats * (old.status IN ('held', 'confirmed'))
            WHERE id = new.event_id;
        END
        """,
        """
        CREATE TRIGGER bookings_stay_whose_they_are BEFORE UPDATE OF event_id, user_id ON bookings
        BEGIN
            SELECT raise(ABORT, 'a booking keeps its event and its guest');
        END
        """,
        """
        CREATE TRIGGER bookings_are_kept BEFORE DELETE ON bookings
        BEGIN
            SELECT raise(ABORT, 'a booking is cancelled, never deleted');
        END
        """,
        """
        CREATE TABLE booking_changes (
            id INTEGER PRIMARY KEY,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            kind TEXT NOT NULL,
            actor TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX booking_changes_of_booking ON booking_changes (booking_id, id)",
        """
        CREATE TRIGGER booking_changes_stand BEFORE UPDATE ON booking_changes
        BEGIN
            SELECT raise(ABORT, 'the timeline is only ever added to');
        END
        """,
        """
        CREATE TRIGGER booking_changes_are_kept BEFORE DELETE ON booking_changes
        BEGIN
            SELECT raise(ABORT, 'the timeline is only ever added to');
        END
        """,
    ]
}
