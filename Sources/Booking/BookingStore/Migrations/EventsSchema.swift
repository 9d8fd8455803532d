import SQLite

extension BookingMigrations {
    /// Events, and how many of their seats are taken.
    ///
    /// `seats_taken` is kept by the triggers on `bookings` alone, and the CHECK holds it within the
    /// capacity, so that no mistake of the program can overbook an event.
    static let eventsSchema: [SQL] = [
        """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            description TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('session', 'retreat')),
            facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
            location TEXT NOT NULL,
            time_zone TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            capacity INTEGER NOT NULL CHECK (capacity >= 1),
            seats_taken INTEGER NOT NULL DEFAULT 0,
            price INTEGER NOT NULL CHECK (price >= 0),
            currency TEXT NOT NULL CHECK (length(currency) = 3),
            status TEXT NOT NULL CHECK (status IN ('scheduled', 'cancelled')),
            refund_policy TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            cancelled_at INTEGER,
            CHECK (seats_taken BETWEEN 0 AND capacity),
            CHECK (ends_at > starts_at),
            CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
        ) STRICT
        """,
        // What the list filters by most lies in the index too, so that rows it skips are not read.
        "CREATE INDEX events_by_start ON events (starts_at, id, ends_at, status)",
        "CREATE INDEX events_of_facilitator ON events (facilitator_id, starts_at, id)",
        """
        CREATE TRIGGER events_are_kept BEFORE DELETE ON events
        BEGIN
            SELECT raise(ABORT, 'an event is cancelled, never deleted');
        END
        """,
    ]
}
