import SQLite

extension BookingMigrations {
    static let migration0008 = Migration(
        name: "fewer and smaller rows for a booking",
        sql: seats + smallerRows)

    /// An event's seats move to a table of their own: each booking rewrote the whole row of its
    /// event to count its seats.
    private static let seats: [SQL] =
        seatsTable + eventsWithoutSeats + seatsTriggers

    private static let seatsTable: [SQL] = [
        "DROP TRIGGER bookings_take_seats",
        "DROP TRIGGER bookings_move_seats",
        """
        CREATE TABLE event_seats (
            -- How many seats an event has, and how many of them are taken: those of its held and
            -- confirmed bookings, as triggers count them.
            event_id INTEGER PRIMARY KEY REFERENCES events (id),
            capacity INTEGER NOT NULL CHECK (capacity >= 1),
            taken INTEGER NOT NULL DEFAULT 0,
            CHECK (taken BETWEEN 0 AND capacity)
        ) STRICT
        """,
        """
        INSERT INTO event_seats (event_id, capacity, taken)
        SELECT id, capacity, seats_taken FROM events
        """,
        """
        CREATE TRIGGER event_seats_are_kept BEFORE DELETE ON event_seats
        BEGIN
            SELECT raise(ABORT, 'an event has seats as long as it is there');
        END
        """,
    ]

    /// The table is rebuilt because SQLite cannot drop a column that a CHECK refers to.
    private static let eventsWithoutSeats: [SQL] = [
        """
        CREATE TABLE events_after (
            -- What a facilitator offers; its seats are in event_seats.
            id INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            description TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('session', 'retreat')),
            facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
            location TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            price INTEGER NOT NULL CHECK (price >= 0),
            currency TEXT NOT NULL CHECK (length(currency) = 3),
            status TEXT NOT NULL CHECK (status IN ('scheduled', 'cancelled')),
            refund_policy TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            cancelled_at INTEGER,
            CHECK (ends_at > starts_at),
            CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
        ) STRICT
        """,
        """
        INSERT INTO events_after
        SELECT id, title, description, kind, facilitator_id, location, time_zone, starts_at,
            ends_at, price, currency, status, refund_policy, version, created_at, updated_at,
            cancelled_at
        FROM events
        """,
        "DROP TABLE events",
        "ALTER TABLE events_after RENAME TO events",
        "CREATE INDEX events_by_start ON events (starts_at, id, ends_at, status)",
        "CREATE INDEX events_of_facilitator ON events (facilitator_id, starts_at, id)",
        """
        CREATE TRIGGER events_are_kept BEFORE DELETE ON events
        BEGIN
            SELECT raise(ABORT, 'an event is cancelled, never deleted');
        END
        """,
    ]

    static let seatsTriggers: [SQL] = [
        """
        CREATE TRIGGER bookings_take_seats AFTER INSERT ON bookings
        WHEN new.status IN ('held', 'confirmed')
        BEGIN
            UPDATE event_seats SET taken = taken + new.seats WHERE event_id = new.event_id;
        END
        """,
        """
        CREATE TRIGGER bookings_move_seats AFTER UPDATE OF status, seats ON bookings
        BEGIN
            UPDATE event_seats SET taken = taken
                + new.seats * (new.status IN ('held', 'confirmed'))
                - old.seats * (old.status IN ('held', 'confirmed'))
            WHERE event_id = new.event_id;
        END
        """,
    ]

    private static let smallerRows: [SQL] = [
        // A trigger writes the first line of each booking's timeline.
        """
        CREATE TRIGGER bookings_begin_their_timeline AFTER INSERT ON bookings
        BEGIN
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            VALUES (new.id, new.status, 'guest', new.created_at);
        END
        """,
        // A notice's ID is the highest one plus 1, which costs less than AUTOINCREMENT; a trigger now
        // prevents that one is deleted.
        // In a restored database the sequence is ahead of the highest ID.
        """
        INSERT INTO facts (name, value)
        SELECT 'ids_given_out', max(seq, coalesce(
            (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'ids_given_out'), 0))
        FROM sqlite_sequence
        WHERE name = 'outbox' AND seq > (SELECT coalesce(max(id), 0) FROM outbox)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """,
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
        // SQLite ends each index with the row's ID; these indexes contained it twice.
        "DROP INDEX bookings_of_user",
        "CREATE INDEX bookings_of_user ON bookings (user_id)",
        "DROP INDEX booking_changes_of_booking",
        "CREATE INDEX booking_changes_of_booking ON booking_changes (booking_id)",
    ]
}
