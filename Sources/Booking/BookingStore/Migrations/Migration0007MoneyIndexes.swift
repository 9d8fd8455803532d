import SQLite

extension BookingMigrations {
    static let migration0007 = Migration(
        name: "money by event and refunds by facilitator",
        sql: [
            "CREATE INDEX bookings_priced ON bookings (event_id) WHERE amount > 0",
            "ALTER TABLE refunds ADD COLUMN facilitator_id INTEGER REFERENCES facilitators (id)",
            """
            UPDATE refunds SET facilitator_id = (SELECT e.facilitator_id FROM bookings b
                JOIN events e ON e.id = b.event_id WHERE b.id = refunds.booking_id)
            """,
            "CREATE INDEX refunds_of_facilitator ON refunds (facilitator_id, id)",
        ])
}
