import SQLite

extension BookingMigrations {
    /// Series of events, and the effects of changed events that are recorded in several steps.
    static let migration0024 = Migration(
        name: "series of events, and the effects of their changes",
        sql: [
            """
            CREATE TABLE series (
                -- Events that were created by one rule; the fields are those of their next ones.
                id INTEGER PRIMARY KEY,
                facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
                -- RFC 5545, section 3.3.10.
                rule TEXT NOT NULL,
                -- Local dates without an event, with spaces between them.
                except_dates TEXT NOT NULL,
                -- The local time of the rule's start, such as 2027-01-12T18:00.
                starts_on TEXT NOT NULL,
                title TEXT NOT NULL,
                description TEXT NOT NULL,
                kind TEXT NOT NULL,
                location TEXT NOT NULL,
                time_zone TEXT NOT NULL,
                starts_at INTEGER NOT NULL,
                ends_at INTEGER NOT NULL,
                capacity INTEGER NOT NULL,
                price INTEGER NOT NULL,
                currency TEXT NOT NULL,
                refund_policy TEXT NOT NULL,
                attendee_info TEXT NOT NULL,
                visibility TEXT NOT NULL,
                booking_closes_minutes_before INTEGER,
                version INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL
            ) STRICT
            """,
            "CREATE INDEX series_of_facilitator ON series (facilitator_id, id)",
            "ALTER TABLE events ADD COLUMN series_id INTEGER REFERENCES series (id)",
            // Names of fields that were edited on one event of a series, with spaces between them.
            "ALTER TABLE events ADD COLUMN own_fields TEXT NOT NULL DEFAULT ''",
            // By the end, so that the next event of a series is found at once. The other columns are
            // for counts of its events.
            """
            CREATE INDEX events_of_series ON events (series_id, ends_at, id, status, visibility)
            WHERE series_id IS NOT NULL
            """,
            // For lists that show each series once.
            """
            CREATE INDEX single_events_by_start ON events (starts_at, id, ends_at, status)
            WHERE series_id IS NULL
            """,
            """
            CREATE TABLE pending_event_changes (
                -- Changes of events whose effects on some bookings have yet to be recorded.
                event_id INTEGER PRIMARY KEY REFERENCES events (id),
                change TEXT NOT NULL CHECK (change IN ('cancelled', 'moved', 'corrected')),
                -- The time and place before; NULL for a cancelled event.
                starts_at INTEGER,
                ends_at INTEGER,
                time_zone TEXT,
                location TEXT,
                -- The last booking that the event had, and the last one whose effects are recorded.
                last_booking INTEGER NOT NULL,
                recorded_through INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                request_id TEXT,
                CHECK ((change = 'cancelled') = (starts_at IS NULL)),
                CHECK ((starts_at IS NULL) = (ends_at IS NULL)
                    AND (starts_at IS NULL) = (time_zone IS NULL)
                    AND (starts_at IS NULL) = (location IS NULL))
            ) STRICT
            """,
            """
            CREATE TABLE events_to_index (
                -- Events that have yet to be indexed, with their present row of the index; NULL for
                -- none.
                event_id INTEGER PRIMARY KEY REFERENCES events (id),
                search_id INTEGER,
                title TEXT,
                description TEXT,
                location TEXT,
                facilitator TEXT
            ) STRICT
            """,
        ])
}
