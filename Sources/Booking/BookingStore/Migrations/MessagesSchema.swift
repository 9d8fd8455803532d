import SQLite

extension BookingMigrations {
    /// What is told of bookings: to CRMAPI through the outbox, to guests in the pages.
    ///
    /// A notice's number is what CRMAPI orders by, hence AUTOINCREMENT.
    /// Its id has no index: nothing looks one up here, and 128 random bits do not come twice.
    static let messagesSchema: [SQL] = [
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            notification_id TEXT NOT NULL,
            booking_id INTEGER NOT NULL REFERENCES bookings (id),
            payload TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER NOT NULL,
            delivered_at INTEGER
        ) STRICT
        """,
        "CREATE INDEX outbox_due ON outbox (next_attempt_at, id) WHERE delivered_at IS NULL",
        "CREATE INDEX outbox_of_booking ON outbox (booking_id, id)",
        """
        CREATE TABLE notifications (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_id INTEGER NOT NULL REFERENCES users (id),
            kind TEXT NOT NULL,
            message TEXT NOT NULL,
            event_id INTEGER REFERENCES events (id),
            booking_id INTEGER REFERENCES bookings (id),
            created_at INTEGER NOT NULL,
            read_at INTEGER
        ) STRICT
        """,
        "CREATE INDEX notifications_of_user ON notifications (user_id, id)",
        "CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL",
    ]
}
