import BookingDomain
import SQLite
import Timekeeping

extension Invariants {
    static let waitlistsCounted: SQL = """
        SELECT 'event ' || s.event_id || ' counts ' || s.waiting || ' people who wait for '
            || ifnull(s.least_waiting_seats, 'no') || ' seats or more, its entries ' || count(w.id)
            || ' for ' || ifnull(min(w.least_seats), 'no')
        FROM event_seats s LEFT JOIN waitlist w
            ON w.event_id = s.event_id AND \(fragment: Waitlist.isWaiting)
        GROUP BY s.event_id
        HAVING s.waiting <> count(w.id)
            OR s.waiting > 0 AND s.least_waiting_seats IS NOT min(w.least_seats)
        """

    /// Holds that have ended by the clock count as taken until they are stored as expired.
    static func waitlistsServed(at now: Timestamp) -> SQL {
        """
        SELECT 'event ' || s.event_id || ' has ' || (s.capacity - s.taken) || ' free seats, and '
            || s.waiting || ' people wait for ' || s.least_waiting_seats || ' or more'
        FROM event_seats s CROSS JOIN events e ON e.id = s.event_id
        WHERE s.waiting > 0 AND s.least_waiting_seats <= s.capacity - s.taken
        AND e.status = 'scheduled'
        AND \(fragment: Waitlist.endOfOffers) > \(now)
        """
    }

    /// A booking that was moved to the event ends a wait too; it is no offer.
    static let offersAccepted: SQL = """
        SELECT 'booking ' || b.id || ' is an offer to another guest than the one who waited'
        FROM bookings b LEFT JOIN waitlist w ON w.booking_id = b.id
        WHERE b.is_offer AND w.user_id IS NOT b.user_id
        UNION ALL
        SELECT 'user ' || w.user_id || ' waits for event ' || w.event_id || ' and has booking ' || b.id
        FROM waitlist w JOIN bookings b ON b.event_id = w.event_id AND b.user_id = w.user_id
        WHERE \(fragment: Waitlist.isWaiting) AND b.source = 'guest'
        AND b.status IN ('held', 'confirmed')
        UNION ALL
        SELECT 'booking ' || b.id || ' is confirmed, and its guest has not accepted it'
        FROM bookings b WHERE b.is_offer AND b.confirmed_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM booking_changes c
            WHERE c.booking_id = b.id AND c.kind = 'confirmed'
            AND (c.actor = 'guest' OR EXISTS (SELECT 1 FROM payments p
                WHERE p.booking_id = b.id AND p.is_kept)))
        """
}
