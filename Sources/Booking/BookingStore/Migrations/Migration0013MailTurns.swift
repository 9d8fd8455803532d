import SQLite

extension BookingMigrations {
    /// Guests are served in turn, and an e-mail's row has its place in the guest's calendar. So the
    /// cost of finding the next e-mails does not depend on the number of a guest's e-mails.
    static let migration0013 = Migration(
        name: "e-mails in turn", sql: calendarEntries + mailTurns)

    private static let calendarEntries: [SQL] = [
        """
        CREATE TABLE calendar_entries (
            -- The number of e-mails that have updated an event in a guest's calendar.
            user_id INTEGER NOT NULL REFERENCES users (id),
            event_id INTEGER NOT NULL REFERENCES events (id),
            changes INTEGER NOT NULL,
            PRIMARY KEY (user_id, event_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO calendar_entries (user_id, event_id, changes)
        SELECT user_id, event_id, count(*) FROM (
            SELECT b.user_id, b.event_id FROM bookings b
            WHERE b.amount = 0 AND b.id <= (SELECT CAST(value AS INTEGER) FROM facts
                WHERE name = 'mailed_beginnings_through')
            UNION ALL
            SELECT b.user_id, b.event_id
            FROM booking_changes c CROSS JOIN bookings b ON b.id = c.booking_id
            WHERE c.kind IN ('confirmed', 'event_changed', 'cancelled')
            AND c.id <= (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'mailed_through'))
        GROUP BY user_id, event_id
        """,
    ]

    private static let mailTurns: [SQL] = [
        """
        CREATE TABLE mails_after (
            -- E-mail about bookings: which line of a timeline it tells of, NULL for the first one,
            -- and whether it is sent. Those of a lower turn are sent first; 0 is withdrawn.
            id INTEGER PRIMARY KEY,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            change_id INTEGER REFERENCES booking_changes (id),
            user_id INTEGER NOT NULL REFERENCES users (id),
            turn INTEGER NOT NULL CHECK (turn >= 0),
            -- The number of earlier e-mails about the event in the guest's calendar.
            sequence INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            sent_at INTEGER
        ) STRICT
        """,
        """
        INSERT INTO mails_after
        SELECT m.id, m.booking_id, m.change_id, b.user_id,
            CASE WHEN u.erased_at IS NULL
                THEN row_number() OVER (PARTITION BY b.user_id ORDER BY m.id) ELSE 0 END,
            CASE WHEN m.next_attempt_at IS NULL THEN 0 ELSE (
                SELECT count(*) FROM (
                    SELECT coalesce((SELECT min(f.id) - 0.5 FROM booking_changes f
                        WHERE f.booking_id = o.id), 9e999) AS place
                    FROM bookings o
                    WHERE o.user_id = b.user_id AND o.event_id = b.event_id AND o.amount = 0
                    UNION ALL
                    SELECT s.id FROM bookings o CROSS JOIN booking_changes s ON s.booking_id = o.id
                    WHERE o.user_id = b.user_id AND o.event_id = b.event_id
                    AND s.kind IN ('confirmed', 'event_changed', 'cancelled'))
                WHERE place < coalesce(m.change_id, (SELECT min(f.id) - 0.5 FROM booking_changes f
                    WHERE f.booking_id = b.id), 9e999)) END,
            m.created_at, m.attempts, m.next_attempt_at, m.sent_at
        FROM mails m CROSS JOIN bookings b ON b.id = m.booking_id
        CROSS JOIN users u ON u.id = b.user_id
        """,
        "DROP TABLE mails",
        "ALTER TABLE mails_after RENAME TO mails",
        """
        CREATE INDEX mails_in_turn ON mails (turn, next_attempt_at)
        WHERE next_attempt_at IS NOT NULL
        """,
        "CREATE INDEX mails_of_guest ON mails (user_id, turn) WHERE next_attempt_at IS NOT NULL",
        "CREATE UNIQUE INDEX mails_of_booking ON mails (booking_id, ifnull(change_id, 0))",
    ]
}
