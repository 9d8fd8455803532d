import SQLite

extension BookingMigrations {
    /// Letters to guests without an account, messages of facilitators, and a calendar entry for each
    /// booking.
    static let migration0022 = Migration(
        name: "letters without an account, and messages",
        sql: calendarEntriesOfBookings + messages + mailsToRecipients + [
            // The progress of reminders was a guest's ID and is a booking's.
            "DELETE FROM facts WHERE name = 'reminders_through'",
            // The event that a booking was moved from.
            "ALTER TABLE booking_changes ADD COLUMN from_event_id INTEGER REFERENCES events (id)",
            // Whether the letter about an earlier line reports this one too.
            """
            ALTER TABLE booking_changes ADD COLUMN is_covered INTEGER NOT NULL DEFAULT 0
                CHECK (is_covered IN (0, 1))
            """,
            // When the guest of a booking without an account has stopped reminders and messages.
            "ALTER TABLE bookings ADD COLUMN reminders_stopped_at INTEGER",
            """
            CREATE INDEX bookings_without_reminders ON bookings (guest_email COLLATE NOCASE)
            WHERE user_id IS NULL AND reminders_stopped_at IS NOT NULL
            """,
        ])

    private static let calendarEntriesOfBookings: [SQL] = [
        """
        CREATE TABLE calendar_entries_after (
            -- The number that the next letter's calendar entry adds to the version of its event.
            booking_id INTEGER PRIMARY KEY REFERENCES bookings (id),
            changes INTEGER NOT NULL
        ) STRICT
        """,
        """
        INSERT INTO calendar_entries_after
        SELECT b.id, k.changes FROM calendar_entries k
        CROSS JOIN bookings b ON b.user_id = k.user_id AND b.event_id = k.event_id
        """,
        "DROP TABLE calendar_entries",
        "ALTER TABLE calendar_entries_after RENAME TO calendar_entries",
    ]

    private static let messages: [SQL] = [
        """
        CREATE TABLE messages (
            -- What a facilitator wrote to all guests of an event.
            id INTEGER PRIMARY KEY,
            event_id INTEGER NOT NULL REFERENCES events (id),
            facilitator_id INTEGER NOT NULL REFERENCES facilitators (id),
            subject TEXT NOT NULL,
            text TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            -- The number of messages in the guests' lists, and of letters.
            in_app INTEGER NOT NULL,
            letters INTEGER NOT NULL,
            -- The last booking whose letter was collected; NULL once all were.
            letters_through INTEGER
        ) STRICT
        """,
        "CREATE INDEX messages_of_event ON messages (event_id, created_at)",
        "CREATE INDEX messages_to_collect ON messages (id) WHERE letters_through IS NOT NULL",
        // The text is in the table of messages once, not in each guest's list.
        "ALTER TABLE notifications ADD COLUMN message_id INTEGER REFERENCES messages (id)",
    ]

    private static let mailsToRecipients: [SQL] = [
        """
        CREATE TABLE mails_after (
            -- Letters to the guests of bookings. Those of a lower turn are sent first; 0 is withdrawn.
            id INTEGER PRIMARY KEY,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            -- The reported line of the timeline; NULL for the booking's creation, a reminder and a
            -- message.
            change_id INTEGER REFERENCES booking_changes (id),
            -- The start of which a reminder reminds.
            reminder_start INTEGER,
            message_id INTEGER REFERENCES messages (id),
            -- The event, if all of its guests get the letter.
            event_id INTEGER REFERENCES events (id),
            -- Whose letters share turns: the account's ID, or minus the ID of the first booking for
            -- an address without an account.
            recipient INTEGER NOT NULL,
            turn INTEGER NOT NULL CHECK (turn >= 0),
            -- What the calendar entry adds to the version of its event.
            sequence INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            sent_at INTEGER
        ) STRICT
        """,
        """
        INSERT INTO mails_after (id, booking_id, change_id, reminder_start, event_id, recipient, turn,
            sequence, created_at, attempts, next_attempt_at, sent_at)
        SELECT id, booking_id, change_id, reminder_start, event_id, user_id, turn, sequence,
            created_at, attempts, next_attempt_at, sent_at
        FROM mails
        """,
        "DROP TABLE mails",
        "ALTER TABLE mails_after RENAME TO mails",
        """
        CREATE INDEX mails_in_turn ON mails (turn, next_attempt_at)
        WHERE next_attempt_at IS NOT NULL
        """,
        """
        CREATE INDEX mails_of_recipient ON mails (recipient, turn)
        WHERE next_attempt_at IS NOT NULL
        """,
        """
        CREATE INDEX mails_of_event ON mails (event_id, turn)
        WHERE event_id IS NOT NULL AND next_attempt_at IS NOT NULL
        """,
        """
        CREATE UNIQUE INDEX mails_of_booking ON mails (booking_id, ifnull(change_id, 0),
            ifnull(reminder_start, 0), ifnull(message_id, 0))
        """,
        """
        CREATE UNIQUE INDEX mails_of_message ON mails (message_id, recipient)
        WHERE message_id IS NOT NULL
        """,
        "CREATE INDEX mails_failing ON mails (id) WHERE sent_at IS NULL AND attempts >= 5",
    ]
}
