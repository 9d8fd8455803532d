import SQLite

extension BookingMigrations {
    /// Guests, and the facilitators as far as MainAPI knows them.
    ///
    /// No guest's row is ever deleted, erasing overwrites it; so the next id is never a used one.
    static let peopleSchema: [SQL] = [
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
}
