import SQLite

extension BookingMigrations {
    /// Waiting lists of full events, and refunds that wait until cancelled seats are taken again.
    static let migration0025 = Migration(
        name: "waiting lists, and refunds of seats that are taken again",
        sql: eventWaitlists + waitlistEntries + waitlistLetters + contingentRefunds)

    private static let eventWaitlists: [SQL] = [
        """
        ALTER TABLE events ADD COLUMN waitlist_open INTEGER NOT NULL DEFAULT 1
            CHECK (waitlist_open IN (0, 1))
        """,
        "ALTER TABLE series ADD COLUMN waitlist_open INTEGER NOT NULL DEFAULT 1",
        // People who wait, and the smallest number of seats that one of them takes.
        "ALTER TABLE event_seats ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0)",
        "ALTER TABLE event_seats ADD COLUMN least_waiting_seats INTEGER",
        "CREATE INDEX event_seats_awaited ON event_seats (event_id) WHERE waiting > 0",
        // Whether the booking began as an offer to a guest who waited.
        """
        ALTER TABLE bookings ADD COLUMN is_offer INTEGER NOT NULL DEFAULT 0
            CHECK (is_offer IN (0, 1))
        """,
        """
        CREATE INDEX bookings_open_offers ON bookings (hold_expires_at)
        WHERE status = 'held' AND is_offer = 1
        """,
    ]

    private static let waitlistEntries: [SQL] = [
        """
        CREATE TABLE waitlist (
            -- Guests who wait for seats, or have waited. What became of an offer is read from its
            -- booking.
            id INTEGER PRIMARY KEY,
            event_id INTEGER NOT NULL REFERENCES events (id),
            user_id INTEGER NOT NULL REFERENCES users (id),
            seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10),
            accepts_fewer INTEGER NOT NULL CHECK (accepts_fewer IN (0, 1)),
            created_at INTEGER NOT NULL,
            booking_id INTEGER UNIQUE REFERENCES bookings (id),
            left_at INTEGER,
            -- When the guest was told that nothing more is offered.
            closed_at INTEGER,
            least_seats INTEGER GENERATED ALWAYS AS (iif(accepts_fewer, 1, seats)) VIRTUAL,
            CHECK (booking_id IS NULL OR left_at IS NULL)
        ) STRICT
        """,
        """
        CREATE UNIQUE INDEX waitlist_one_wait ON waitlist (event_id, user_id)
        WHERE booking_id IS NULL AND left_at IS NULL
        """,
        """
        CREATE INDEX waitlist_in_order ON waitlist (event_id, id)
        WHERE booking_id IS NULL AND left_at IS NULL
        """,
        """
        CREATE INDEX waitlist_by_seats ON waitlist (event_id, least_seats)
        WHERE booking_id IS NULL AND left_at IS NULL
        """,
        "CREATE INDEX waitlist_of_user ON waitlist (user_id, id)",
        "CREATE INDEX waitlist_of_event ON waitlist (event_id, id)",
        """
        CREATE TRIGGER waitlist_counts_joining AFTER INSERT ON waitlist
        BEGIN
            UPDATE event_seats SET waiting = waiting + 1,
                least_waiting_seats = min(ifnull(least_waiting_seats, 10), new.least_seats)
            WHERE event_id = new.event_id;
        END
        """,
        """
        CREATE TRIGGER waitlist_counts_leaving AFTER UPDATE OF booking_id, left_at ON waitlist
        WHEN old.booking_id IS NULL AND old.left_at IS NULL
        BEGIN
            UPDATE event_seats SET waiting = waiting - 1, least_waiting_seats = (
                SELECT min(least_seats) FROM waitlist WHERE event_id = new.event_id
                AND booking_id IS NULL AND left_at IS NULL)
            WHERE event_id = new.event_id;
        END
        """,
        """
        CREATE TRIGGER waitlist_ends_once BEFORE UPDATE OF booking_id, left_at ON waitlist
        WHEN old.booking_id IS NOT NULL OR old.left_at IS NOT NULL
        BEGIN
            SELECT raise(ABORT, 'a place on the waiting list ends once');
        END
        """,
        """
        CREATE TRIGGER waitlist_keeps_order
        BEFORE UPDATE OF id, event_id, user_id, seats, accepts_fewer, created_at ON waitlist
        BEGIN
            SELECT raise(ABORT, 'a place on the waiting list stays as it is');
        END
        """,
        """
        CREATE TRIGGER waitlist_is_kept BEFORE DELETE ON waitlist
        BEGIN
            SELECT raise(ABORT, 'a place on the waiting list is never deleted');
        END
        """,
    ]

    private static let waitlistLetters: [SQL] = [
        """
        CREATE TABLE waitlist_letters (
            -- Letters to guests about their waits.
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            entry_id INTEGER NOT NULL REFERENCES waitlist (id),
            kind TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER,
            sent_at INTEGER,
            -- Whether its copy is to be deleted, because the guest was erased.
            is_withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (is_withdrawn IN (0, 1))
        ) STRICT
        """,
        """
        CREATE INDEX waitlist_letters_due ON waitlist_letters (next_attempt_at)
        WHERE next_attempt_at IS NOT NULL
        """,
        "CREATE INDEX waitlist_letters_of_entry ON waitlist_letters (entry_id)",
    ]

    private static let contingentRefunds: [SQL] = [
        // Cancelled seats of the event whose refunds are open; the sum of all such refunds of the
        // booking, open or not.
        "ALTER TABLE event_seats ADD COLUMN contingent INTEGER NOT NULL DEFAULT 0 CHECK (contingent >= 0)",
        "ALTER TABLE bookings ADD COLUMN contingent INTEGER NOT NULL DEFAULT 0 CHECK (contingent >= 0)",
        """
        CREATE TABLE contingent_refunds (
            -- The rest of the refund of one cancelled seat, which waits until the seat is taken.
            id INTEGER PRIMARY KEY,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            -- Where the seat was given up; the booking may have moved since.
            event_id INTEGER NOT NULL REFERENCES events (id),
            amount INTEGER NOT NULL CHECK (amount >= 0),
            created_at INTEGER NOT NULL,
            released_at INTEGER,
            -- When the event was moved after it had begun.
            ended_at INTEGER,
            CHECK (released_at IS NULL OR ended_at IS NULL)
        ) STRICT
        """,
        """
        CREATE INDEX contingent_refunds_open ON contingent_refunds (event_id, id)
        WHERE released_at IS NULL AND ended_at IS NULL
        """,
        "CREATE INDEX contingent_refunds_of_booking ON contingent_refunds (booking_id)",
        """
        CREATE TRIGGER contingent_refunds_count AFTER INSERT ON contingent_refunds
        BEGIN
            UPDATE event_seats SET contingent = contingent + 1 WHERE event_id = new.event_id;
            UPDATE bookings SET contingent = contingent + new.amount WHERE id = new.booking_id;
        END
        """,
        """
        CREATE TRIGGER contingent_refunds_uncount
        AFTER UPDATE OF released_at, ended_at ON contingent_refunds
        WHEN old.released_at IS NULL AND old.ended_at IS NULL
        BEGIN
            UPDATE event_seats SET contingent = contingent - 1 WHERE event_id = new.event_id;
        END
        """,
        """
        CREATE TRIGGER contingent_refunds_end_once
        BEFORE UPDATE OF released_at, ended_at ON contingent_refunds
        WHEN old.released_at IS NOT NULL OR old.ended_at IS NOT NULL
        BEGIN
            SELECT raise(ABORT, 'the refund of a cancelled seat is decided once');
        END
        """,
        """
        CREATE TRIGGER contingent_refunds_stand
        BEFORE UPDATE OF booking_id, event_id, amount ON contingent_refunds
        BEGIN
            SELECT raise(ABORT, 'the refund of a cancelled seat stays as it is');
        END
        """,
        """
        CREATE TRIGGER contingent_refunds_are_kept BEFORE DELETE ON contingent_refunds
        BEGIN
            SELECT raise(ABORT, 'the refund of a cancelled seat is never deleted');
        END
        """,
    ]
}
