import SQLite

extension BookingMigrations {
    /// The first line of a booking's timeline comes with the booking, whoever makes it.
    static let beginningsSchema: [SQL] = [
        """
        CREATE TRIGGER bookings_begin_their_timeline AFTER INSERT ON bookings
        BEGIN
            INSERT INTO booking_changes (booking_id, kind, actor, at)
            VALUES (new.id, new.status, 'guest', new.created_at);
        END
        """
    ]
}
