import SQLite

extension BookingMigrations {
    static let migration0001 = Migration(
        name: "users, facilitators, events, bookings, outbox and messages",
        sql: usersAndFacilitators + events + bookings + messages)

    /// Erasing a guest overwrites the row and does not delete it, so that no ID is used twice.
    private static let usersAndFacilitators: [SQL] = [
        """
        CREATE TABLE users (
            id INTEGER PRIMARY KEY,
            username TEXT NOT NULL,
            username_key TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            email TEXT,
            password_hash TEXT NOT NULL,
            token_generation INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            erased_at INTEGER
        ) STRICT
        """,
        """
        CREATE TRIGGER users_are_kept BEFORE DELETE ON users
        BEGIN
            SELECT raise(ABORT, 'a user is erased, never deleted');
        END
        """,
        """
        CREATE TABLE facilitators (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT
        """,
    ]

    /// Only the triggers on `bookings` change `seats_taken`. The CHECK bounds it by the capacity, so
    /// that an error in the program cannot overbook an event.
    private static let events: [SQL] = [
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
        // The index covers the list's usual filter: rows that do not match are not read.
        "CREATE INDEX events_by_start ON events (starts_at, id, ends_at, status)",
        "CREATE INDEX events_of_facilitator ON events (facilitator_id, starts_at, id)",
        """
        CREATE TRIGGER events_are_kept BEFORE DELETE ON events
        BEGIN
            SELECT raise(ABORT, 'an event is cancelled, never deleted');
        END
        """,
    ]

    /// Notices to CRMAPI, which orders them by `id` (hence AUTOINCREMENT), and messages to guests.
    ///
    /// `notification_id` has no index: MainAPI does not search by it, and it is 128 random bits.
    private static let messages: [SQL] = [
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            notification_id TEXT NOT NULL,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            payload TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER NOT NULL,
            delivered_at INTEGER
        ) STRICT
        """,
        "CREATE INDEX outbox_due ON outbox (next_attempt_at, id) WHERE delivered_at IS NULL",
        "CREATE INDEX outbox_of_booking ON outbox (booking_id, id)",
        """
        CREATE TABLE notifications (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users (id),
            kind TEXT NOT NULL,
            message TEXT NOT NULL,
            event_id INTEGER REFERENCES events (id),
            booking_id INTEGER REFERENCES bookings (id),
            created_at INTEGER NOT NULL,
            read_at INTEGER
        ) STRICT
        """,
        "CREATE INDEX notifications_of_user ON notifications (user_id, id)",
        "CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL",
        """
        CREATE TABLE idempotency_keys (
            caller TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint BLOB NOT NULL,
            status INTEGER NOT NULL,
            headers TEXT NOT NULL,
            body BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (caller, key)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at)",
        """
        CREATE TABLE facts (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ]
}
