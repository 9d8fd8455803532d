import SQLite

extension BookingMigrations {
    /// A refund that failed may be tried again for less, where part of its money has gone back by
    /// other ways; it counts as nothing until then, so that no sum changes behind anybody's back.
    static let lesserRetriesSchema: [SQL] = [
        "DROP TRIGGER refunds_stand",
        """
        CREATE TRIGGER refunds_stand BEFORE UPDATE OF payment_id, booking_id, amount ON refunds
        WHEN new.payment_id <> old.payment_id OR new.booking_id <> old.booking_id
            OR new.amount > old.amount OR new.amount < old.amount AND old.status <> 'failed'
        BEGIN
            SELECT raise(ABORT, 'a refund is what it was');
        END
        """,
    ]
}
