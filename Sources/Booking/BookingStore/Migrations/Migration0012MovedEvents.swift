import SQLite

extension BookingMigrations {
    static let migration0012 = Migration(
        name: "moved events, transitions of refunds, and the number of waiting notices",
        sql: movedEvents + refundTransitions + noticeCounts)

    private static let movedEvents: [SQL] = [
        """
        CREATE TABLE booked_times (
            -- The start, end and place that bookings were made with, of those whose event was
            -- edited since; the others were made with the event's own.
            booking_id INTEGER PRIMARY KEY REFERENCES bookings (id),
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            location TEXT NOT NULL
        ) STRICT
        """
    ]

    /// A failed refund can be retried or turn out to be processed, and a bank can return a processed
    /// one. A processed refund never becomes initiated again.
    private static let refundTransitions: [SQL] = [
        """
        CREATE TRIGGER refunds_move_as_they_may BEFORE UPDATE OF status ON refunds
        WHEN old.status = 'processed' AND new.status = 'initiated'
        BEGIN
            SELECT raise(ABORT, 'a refund does not go from this status to that');
        END
        """,
        "CREATE INDEX refunds_initiated ON refunds (created_at) WHERE status = 'initiated'",
        "CREATE INDEX refunds_of_facilitator_in_status ON refunds (facilitator_id, status)",
    ]

    /// The number of waiting notices follows from their IDs and a count of the delayed ones. The IDs
    /// have gaps only after the restoration of a backup.
    private static let noticeCounts: [SQL] = [
        """
        CREATE TABLE skipped_notices (
            -- IDs that no notice has: how many of them there are, and the notice before them.
            after INTEGER PRIMARY KEY,
            count INTEGER NOT NULL CHECK (count > 0)
        ) STRICT
        """,
        """
        INSERT INTO skipped_notices (after, count)
        SELECT id, next - id - 1 FROM (SELECT id, lead(id) OVER (ORDER BY id) AS next
            FROM (SELECT 0 AS id UNION ALL SELECT id FROM outbox)) WHERE next > id + 1
        """,
        """
        INSERT INTO skipped_notices (after, count)
        SELECT o.id, CAST(f.value AS INTEGER) - o.id
        FROM facts f, (SELECT coalesce(max(id), 0) AS id FROM outbox) o
        WHERE f.name = 'ids_given_out' AND CAST(f.value AS INTEGER) > o.id
        """,
        """
        INSERT INTO facts (name, value) SELECT 'delayed_notices', count(*) FROM delayed_notices
        """,
        """
        CREATE TRIGGER delayed_notices_count AFTER INSERT ON delayed_notices
        BEGIN
            UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'delayed_notices';
        END
        """,
        """
        CREATE TRIGGER delayed_notices_uncount AFTER DELETE ON delayed_notices
        BEGIN
            UPDATE facts SET value = CAST(value AS INTEGER) - 1 WHERE name = 'delayed_notices';
        END
        """,
    ]
}
