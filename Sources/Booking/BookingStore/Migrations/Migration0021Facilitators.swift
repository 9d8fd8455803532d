import SQLite

extension BookingMigrations {
    /// Facilitators make bookings, take money in person, move bookings and cancel some of the seats.
    static let migration0021 = Migration(
        name: "facilitators work with bookings",
        sql: bookingsOfFacilitators + rulesOfBookings + offlinePayments + changedSums)

    private static let bookingsOfFacilitators: [SQL] = [
        """
        CREATE TABLE bookings_after (
            -- Seats of an event; the row is the first line of the booking's timeline. user_id is
            -- the account that owns it, if there is one.
            id INTEGER PRIMARY KEY,
            event_id INTEGER NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
            user_id INTEGER REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
            source TEXT NOT NULL DEFAULT 'guest' CHECK (source = 'guest' OR source = 'facilitator'),
            seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10),
            status TEXT NOT NULL
                CHECK (status = 'held' OR status = 'confirmed' OR status = 'expired'
                    OR status = 'cancelled' OR status = 'refunded'),
            hold_expires_at INTEGER,
            -- The price of the seats that the booking has, or had last.
            amount INTEGER NOT NULL CHECK (amount >= 0),
            amount_paid INTEGER NOT NULL DEFAULT 0 CHECK (amount_paid >= 0),
            -- What cancelled seats and lower prices made due to the guest.
            due INTEGER NOT NULL DEFAULT 0 CHECK (due >= 0),
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
            dispute TEXT CHECK (dispute = 'open' OR dispute = 'won' OR dispute = 'lost'),
            -- The guest of a booking that the facilitator made.
            guest_name TEXT,
            guest_email TEXT,
            -- A JSON array of names.
            attendees TEXT,
            attendance TEXT CHECK (attendance = 'arrived' OR attendance = 'no_show'),
            -- For facilitators only.
            note TEXT,
            -- What the facilitator wrote to the guest about the latest cancellation.
            cancellation_reason TEXT,
            CHECK (status <> 'held' OR hold_expires_at IS NOT NULL),
            CHECK (status <> 'confirmed' OR confirmed_at IS NOT NULL),
            CHECK (amount = 0 OR payment_status IS NOT NULL),
            CHECK (status <> 'confirmed' OR amount = 0 OR payment_status = 'success'
                OR source = 'facilitator'),
            CHECK (source = 'facilitator' OR user_id IS NOT NULL),
            CHECK (source = 'guest' OR guest_name IS NOT NULL)
        ) STRICT
        """,
        """
        INSERT INTO bookings_after (id, event_id, user_id, seats, status, hold_expires_at, amount,
            amount_paid, currency, refund_policy, payment_id, payment_status, payment_provider,
            refund_id, refund_status, refunded_at, created_at, confirmed_at, cancelled_at, dispute,
                due)
        SELECT id, event_id, user_id, seats, status, hold_expires_at, amount,
            amount_paid, currency, refund_policy, payment_id, payment_status, payment_provider,
            refund_id, refund_status, refunded_at, created_at, confirmed_at, cancelled_at, dispute,
                coalesce((SELECT sum(r.amount) FROM refunds r
                    JOIN payments p ON p.id = r.payment_id AND p.is_kept
                    WHERE r.booking_id = bookings.id
                    AND r.reason IN ('guest_cancelled', 'event_cancelled')), 0)
        FROM bookings
        """,
        "DROP TABLE bookings",
        "ALTER TABLE bookings_after RENAME TO bookings",
        """
        CREATE UNIQUE INDEX bookings_one_active ON bookings (event_id, user_id)
        WHERE status IN ('held', 'confirmed') AND source = 'guest'
        """,
        "CREATE INDEX bookings_of_user ON bookings (user_id)",
        "CREATE INDEX bookings_of_event ON bookings (event_id)",
        "CREATE INDEX bookings_priced ON bookings (event_id) WHERE payment_status IS NOT NULL",
        """
        CREATE INDEX bookings_due_holds ON bookings (event_id, hold_expires_at)
        WHERE status = 'held'
        """,
        """
        CREATE INDEX bookings_unowned ON bookings (guest_email COLLATE NOCASE)
        WHERE user_id IS NULL AND guest_email IS NOT NULL
        """,
    ]

    private static let rulesOfBookings: [SQL] =
        [
            """
            CREATE TRIGGER bookings_take_seats AFTER INSERT ON bookings
            WHEN new.status IN ('held', 'confirmed')
            BEGIN
                UPDATE event_seats SET taken = taken + new.seats WHERE event_id = new.event_id;
            END
            """,
            """
            CREATE TRIGGER bookings_count_seats AFTER UPDATE OF status, seats ON bookings
            BEGIN
                UPDATE event_seats SET taken = taken
                    + new.seats * (new.status IN ('held', 'confirmed'))
                    - old.seats * (old.status IN ('held', 'confirmed'))
                WHERE event_id = new.event_id;
            END
            """,
            """
            CREATE TRIGGER bookings_move_seats AFTER UPDATE OF event_id ON bookings
            BEGIN
                UPDATE event_seats SET taken = taken - old.seats WHERE event_id = old.event_id;
                UPDATE event_seats SET taken = taken + new.seats WHERE event_id = new.event_id;
            END
            """,
            """
            CREATE TRIGGER bookings_are_kept BEFORE DELETE ON bookings
            BEGIN
                SELECT raise(ABORT, 'a booking is cancelled, never deleted');
            END
            """,
            """
            CREATE TRIGGER bookings_keep_their_origin BEFORE UPDATE OF source, created_at ON bookings
            BEGIN
                SELECT raise(ABORT, 'a booking keeps its source and its time');
            END
            """,
            """
            CREATE TRIGGER bookings_keep_their_guest BEFORE UPDATE OF user_id ON bookings
            WHEN old.source = 'guest'
            BEGIN
                SELECT raise(ABORT, 'a booking keeps the guest who made it');
            END
            """,
            """
            CREATE TRIGGER bookings_change_events BEFORE UPDATE OF event_id ON bookings
            WHEN old.status <> 'confirmed' OR new.status <> 'confirmed' OR new.seats <> old.seats
            BEGIN
                SELECT raise(ABORT, 'a booking changes its event with confirmed seats only');
            END
            """,
            """
            CREATE TRIGGER bookings_keep_their_price BEFORE UPDATE OF amount, seats ON bookings
            WHEN old.status <> 'held' AND (new.amount > old.amount
                OR new.seats > old.seats AND old.payment_status IS NOT NULL)
            BEGIN
                SELECT raise(ABORT, 'a booking gets dearer or larger only before it is paid');
            END
            """,
            """
            CREATE TRIGGER bookings_keep_sums BEFORE UPDATE OF amount_paid, due ON bookings
            WHEN new.amount_paid < old.amount_paid OR new.due < old.due
            BEGIN
                SELECT raise(ABORT, 'what was paid and what is due never fall');
            END
            """,
        ] + transitionTriggers.dropLast() + [
            """
            CREATE TRIGGER payments_move_as_they_may BEFORE UPDATE OF payment_status ON bookings
            WHEN new.payment_status IS NOT old.payment_status AND NOT ifnull(CASE old.payment_status
                WHEN 'pending' THEN new.payment_status IN ('success', 'failed')
                    OR new.payment_status IS NULL AND new.amount = 0
                WHEN 'failed' THEN new.payment_status = 'success'
            END, 0)
            BEGIN
                SELECT raise(ABORT, 'a payment does not go from this status to that');
            END
            """
        ]

    private static let changedSums: [SQL] = [
        "ALTER TABLE refunds ADD COLUMN comment TEXT",
        "ALTER TABLE booking_changes ADD COLUMN seats INTEGER",
        "ALTER TABLE booking_changes ADD COLUMN amount INTEGER",
    ]
}
