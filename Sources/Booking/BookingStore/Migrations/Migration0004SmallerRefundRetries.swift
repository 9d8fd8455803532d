import SQLite

extension BookingMigrations {
    /// A failed refund may be retried for less if part of the money was returned by other means.
    /// A failed refund counts as 0, so the smaller amount changes no sum.
    static let migration0004 = Migration(
        name: "failed refunds may be retried for less",
        sql: [
            "DROP TRIGGER refunds_stand",
            """
            CREATE TRIGGER refunds_stand BEFORE UPDATE OF payment_id, booking_id, amount ON refunds
            WHEN new.payment_id <> old.payment_id OR new.booking_id <> old.booking_id
                OR new.amount > old.amount OR new.amount < old.amount AND old.status <> 'failed'
            BEGIN
                SELECT raise(ABORT, 'a refund is what it was');
            END
            """,
        ])
}
