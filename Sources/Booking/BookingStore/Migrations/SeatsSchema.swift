import SQLite

extension BookingMigrations {
    /// An event's seats leave its row, whose texts a booking would write anew each time that it
    /// counts, for a table of their own; the triggers on `bookings` keep the count there.
    static let seatsSchema: [SQL] =
        countsLeave + seatsTable + eventsWithoutSeats + seatsTriggers

    private static let countsLeave: [SQL] = [
        "DROP TRIGGER bookings_take_seats",
        "DROP TRIGGER bookings_move_seats",
    ]

    private static let seatsTable: [SQL] = [
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

    /// Built anew, since SQLite drops no column that a CHECK of the table is about.
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
}
