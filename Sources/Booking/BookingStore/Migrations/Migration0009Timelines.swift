import SQLite

extension BookingMigrations {
    /// The booking's row serves as the first line of its timeline; the rows that repeat it are
    /// deleted.
    static let migration0009 = Migration(
        name: "a booking is the first line of its timeline",
        sql: withoutFirstChanges)

    private static let withoutFirstChanges: [SQL] = [
        "DROP TRIGGER bookings_begin_their_timeline",
        "DROP TRIGGER booking_changes_are_kept",
        "DROP TRIGGER bookings_stay_whose_they_are",
        "CREATE TABLE beginnings (change_id INTEGER PRIMARY KEY) STRICT",
        """
        INSERT INTO beginnings (change_id)
        SELECT c.id FROM bookings b CROSS JOIN booking_changes c ON c.id =
            (SELECT min(f.id) FROM booking_changes f WHERE f.booking_id = b.id)
        WHERE c.kind = CASE b.amount WHEN 0 THEN 'confirmed' ELSE 'held' END
        AND c.actor = 'guest' AND c.at = b.created_at
        """,
        """
        INSERT INTO facts (name, value)
        SELECT 'mailed_beginnings_through', coalesce(max(booking_id), 0) FROM booking_changes
        WHERE id <= (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'mailed_through')
        """,
        """
        CREATE TABLE mails_after (
            -- E-mail about bookings: which line of a timeline it tells of, NULL for the first one,
            -- and whether it is sent.
            id INTEGER PRIMARY KEY,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            change_id INTEGER REFERENCES booking_changes (id),
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            sent_at INTEGER
        ) STRICT
        """,
        """
        INSERT INTO mails_after
        SELECT m.id, c.booking_id,
            CASE WHEN m.change_id NOT IN (SELECT change_id FROM beginnings) THEN m.change_id END,
            m.created_at, m.attempts, m.next_attempt_at, m.sent_at
        FROM mails m CROSS JOIN booking_changes c ON c.id = m.change_id
        """,
        "DROP TABLE mails",
        "ALTER TABLE mails_after RENAME TO mails",
        "CREATE INDEX mails_due ON mails (next_attempt_at) WHERE next_attempt_at IS NOT NULL",
        "CREATE UNIQUE INDEX mails_of_booking ON mails (booking_id, ifnull(change_id, 0))",
        // The IDs of deleted lines are used again, so `mailed_through` must not exceed the last one.
        "DELETE FROM booking_changes WHERE id IN (SELECT change_id FROM beginnings)",
        "DROP TABLE beginnings",
        """
        UPDATE facts SET value = min(CAST(value AS INTEGER),
            (SELECT coalesce(max(id), 0) FROM booking_changes))
        WHERE name = 'mailed_through'
        """,
        """
        CREATE TRIGGER booking_changes_are_kept BEFORE DELETE ON booking_changes
        BEGIN
            SELECT raise(ABORT, 'the timeline is only ever added to');
        END
        """,
        """
        CREATE TRIGGER bookings_stay_what_they_began_as
        BEFORE UPDATE OF event_id, user_id, amount, created_at ON bookings
        BEGIN
            SELECT raise(ABORT, 'a booking keeps its event, its guest, its price and its moment');
        END
        """,
    ]
}
