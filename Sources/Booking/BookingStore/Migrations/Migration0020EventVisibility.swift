import SQLite

extension BookingMigrations {
    /// The reasons are a facilitator's words for the guests of a cancelled or moved event.
    static let migration0020 = Migration(
        name: "visibility of events, the end of booking, and reasons for guests",
        sql: [
            """
            ALTER TABLE events ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public'
                CHECK (visibility IN ('public', 'unlisted', 'draft'))
            """,
            """
            ALTER TABLE events ADD COLUMN booking_closes_minutes_before INTEGER
                CHECK (booking_closes_minutes_before >= 0)
            """,
            "ALTER TABLE events ADD COLUMN cancellation_reason TEXT",
            "ALTER TABLE events ADD COLUMN change_reason TEXT",
        ])
}
