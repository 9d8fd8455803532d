import SQLite

extension BookingMigrations {
    /// The center's settings, and pictures of events, facilitators and the center.
    static let migration0026 = Migration(
        name: "the centre's settings, and pictures",
        sql: [
            """
            CREATE TABLE pictures (
                -- The name has the size and a digest of the bytes, so a row never changes.
                name TEXT PRIMARY KEY,
                media_type TEXT NOT NULL,
                bytes BLOB NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TRIGGER pictures_stay BEFORE UPDATE ON pictures
            BEGIN
                SELECT raise(ABORT, 'a picture never changes');
            END
            """,
            """
            CREATE TABLE centre (
                -- The settings of the centre; no row until the first one is changed.
                id INTEGER PRIMARY KEY CHECK (id = 1),
                name TEXT NOT NULL,
                tagline TEXT NOT NULL,
                accent TEXT,
                address TEXT NOT NULL,
                contact TEXT NOT NULL,
                imprint TEXT NOT NULL,
                privacy TEXT NOT NULL,
                terms TEXT NOT NULL,
                currency TEXT,
                time_zone TEXT,
                refund_policy TEXT NOT NULL,
                -- A JSON array.
                embed_origins TEXT NOT NULL,
                logo TEXT REFERENCES pictures (name),
                version INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT
            """,
            "ALTER TABLE events ADD COLUMN picture TEXT REFERENCES pictures (name)",
            // For dates that are added to the series.
            "ALTER TABLE series ADD COLUMN picture TEXT REFERENCES pictures (name)",
            "ALTER TABLE facilitators ADD COLUMN picture TEXT REFERENCES pictures (name)",
            // What a facilitator's public page says.
            "ALTER TABLE facilitators ADD COLUMN text TEXT NOT NULL DEFAULT ''",
            "CREATE INDEX events_of_picture ON events (picture) WHERE picture IS NOT NULL",
            "CREATE INDEX series_of_picture ON series (picture) WHERE picture IS NOT NULL",
            """
            CREATE INDEX facilitators_of_picture ON facilitators (picture)
            WHERE picture IS NOT NULL
            """,
            // Whether the owner of the center made the change, and not the facilitator.
            """
            ALTER TABLE pending_event_changes ADD COLUMN by_owner INTEGER NOT NULL DEFAULT 0
                CHECK (by_owner IN (0, 1))
            """,
        ])
}
