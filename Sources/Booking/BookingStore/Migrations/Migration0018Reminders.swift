import SQLite

extension BookingMigrations {
    /// Reminders, and the text of an event that only its confirmed guests read.
    ///
    /// Letters to all guests of an event have its ID: they take turns with those of single guests.
    static let migration0018 = Migration(
        name: "reminders and texts for confirmed guests",
        sql: [
            "ALTER TABLE events ADD COLUMN attendee_info TEXT NOT NULL DEFAULT ''",
            // The start of which all guests have been reminded.
            "ALTER TABLE events ADD COLUMN reminded_start INTEGER",
            """
            CREATE INDEX events_to_remind ON events (starts_at)
            WHERE status = 'scheduled' AND reminded_start IS NOT starts_at
            """,
            // The event, if all of its guests get the letter; NULL for a letter about a guest's own act.
            "ALTER TABLE mails ADD COLUMN event_id INTEGER REFERENCES events (id)",
            // The start of which the letter reminds; NULL for a letter about a change.
            "ALTER TABLE mails ADD COLUMN reminder_start INTEGER",
            "DROP INDEX mails_of_booking",
            """
            CREATE UNIQUE INDEX mails_of_booking
            ON mails (booking_id, ifnull(change_id, 0), ifnull(reminder_start, 0))
            """,
            """
            CREATE INDEX mails_of_event ON mails (event_id, turn)
            WHERE event_id IS NOT NULL AND next_attempt_at IS NOT NULL
            """,
            """
            CREATE TABLE stopped_reminders (
                -- Guests who want no reminders.
                user_id INTEGER PRIMARY KEY REFERENCES users (id),
                stopped_at INTEGER NOT NULL
            ) STRICT
            """,
        ])
}
