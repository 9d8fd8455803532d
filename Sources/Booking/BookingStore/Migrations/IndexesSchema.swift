import SQLite

extension BookingMigrations {
    /// Every index ends with the id of its row by itself; these had it twice.
    static let indexesSchema: [SQL] = [
        "DROP INDEX bookings_of_user",
        "CREATE INDEX bookings_of_user ON bookings (user_id)",
        "DROP INDEX booking_changes_of_booking",
        "CREATE INDEX booking_changes_of_booking ON booking_changes (booking_id)",
    ]
}
