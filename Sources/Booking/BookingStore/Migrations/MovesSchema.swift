import SQLite

extension BookingMigrations {
    /// A booking's seats and money move as `SeatState` and `PaymentStatus` say, whatever the
    /// program does; a test holds these words against those.
    static let movesSchema: [SQL] = [
        """
        CREATE TRIGGER bookings_move_as_they_may BEFORE UPDATE OF status ON bookings
        WHEN new.status <> old.status AND NOT CASE old.status
            WHEN 'held' THEN new.status IN ('confirmed', 'expired', 'cancelled')
            WHEN 'confirmed' THEN new.status = 'cancelled'
            WHEN 'expired' THEN new.status IN ('confirmed', 'refunded')
            WHEN 'cancelled' THEN new.status = 'refunded'
            WHEN 'refunded' THEN new.status IN ('cancelled', 'expired')
        END
        BEGIN
            SELECT raise(ABORT, 'a booking does not go from this status to that');
        END
        """,
        """
        CREATE TRIGGER payments_move_as_they_may BEFORE UPDATE OF payment_status ON bookings
        WHEN new.payment_status IS NOT old.payment_status AND NOT ifnull(CASE old.payment_status
            WHEN 'pending' THEN new.payment_status IN ('success', 'failed')
            WHEN 'failed' THEN new.payment_status = 'success'
        END, 0)
        BEGIN
            SELECT raise(ABORT, 'a payment does not go from this status to that');
        END
        """,
    ]
}
