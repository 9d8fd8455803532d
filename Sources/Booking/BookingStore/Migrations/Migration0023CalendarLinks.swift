import SQLite

extension BookingMigrations {
    /// The private calendars that guests and facilitators subscribe to.
    static let migration0023 = Migration(
        name: "calendars to subscribe to",
        sql: [
            """
            CREATE TABLE calendar_links (
                -- The addresses of private calendars; each belongs to a guest or a facilitator.
                id INTEGER PRIMARY KEY,
                user_id INTEGER UNIQUE REFERENCES users (id),
                -- CRMAPI's ID, also of a facilitator without events here.
                facilitator_id INTEGER UNIQUE,
                -- The address is made from it with a key that is not in the database.
                seed BLOB NOT NULL CHECK (length(seed) = 32),
                created_at INTEGER NOT NULL,
                CHECK ((user_id IS NULL) <> (facilitator_id IS NULL))
            ) STRICT
            """
        ])
}
