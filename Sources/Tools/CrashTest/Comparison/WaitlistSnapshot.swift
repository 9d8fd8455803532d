import SQLite

/// Waits, offers and refunds of seats that are taken again, as MainAPI stores them.
struct WaitlistSnapshot {
    struct Entry {
        let id: Int64
        let event: Int64
        let user: Int64
        let seats: Int64
        let acceptsFewer: Bool
        let booking: Int64?
        /// In Unix seconds; nil unless the guest has left or the list has ended.
        let leftAt: Int64?

        /// The smallest number of seats that the guest takes.
        var leastSeats: Int64 { acceptsFewer ? 1 : seats }
    }

    /// The time in which a booking takes the seats of an offer.
    struct Offer {
        let madeAt: Int64
        /// Nil while the seats are held or confirmed.
        let endedAt: Int64?
        /// In-app messages of the waiting list about it.
        let messages: Int
    }

    /// The rest of the refund of one cancelled seat.
    struct Contingent {
        let id: Int64
        let booking: Int64
        let event: Int64
        let amount: Int64
        let isReleased: Bool
    }

    /// In the order of the queue.
    let entries: [Entry]
    /// By booking.
    let offers: [Int64: Offer]
    /// In the order of the cancellations.
    let contingents: [Contingent]
    /// Timeline entries about seats that were taken again, by booking.
    let filledSeats: [Int64: Int]

    init(_ tx: Transaction) throws {
        entries = try tx.all(
            """
            SELECT id, event_id, user_id, seats, accepts_fewer, booking_id, left_at
            FROM waitlist ORDER BY id
            """
        ) { row in
            var columns = row.columns
            return Entry(
                id: columns.next(), event: columns.next(), user: columns.next(),
                seats: columns.next(), acceptsFewer: columns.next(), booking: columns.next(),
                leftAt: columns.next())
        }
        offers = try Dictionary(
            uniqueKeysWithValues: tx.all(
                """
                SELECT id, created_at, CASE status WHEN 'expired' THEN hold_expires_at
                    WHEN 'cancelled' THEN cancelled_at WHEN 'refunded' THEN cancelled_at END,
                    (SELECT count(*) FROM notifications n
                        WHERE n.booking_id = b.id AND n.kind = 'waitlist')
                FROM bookings b WHERE is_offer
                """
            ) { row in
                var columns = row.columns
                let id: Int64 = columns.next()
                let offer = Offer(
                    madeAt: columns.next(), endedAt: columns.next(), messages: columns.next())
                return (id, offer)
            })
        contingents = try tx.all(
            """
            SELECT id, booking_id, event_id, amount, released_at IS NOT NULL
            FROM contingent_refunds ORDER BY id
            """
        ) { row in
            var columns = row.columns
            return Contingent(
                id: columns.next(), booking: columns.next(), event: columns.next(),
                amount: columns.next(), isReleased: columns.next())
        }
        filledSeats = try Dictionary(
            uniqueKeysWithValues: tx.all(
                """
                SELECT booking_id, count(*) FROM booking_changes WHERE kind = 'seat_filled'
                GROUP BY booking_id
                """
            ) { ($0.int64(0), $0.int(1)) })
    }

    /// What waits in each booking until seats are taken again, or was kept.
    func unreleased(of booking: Int64) -> Int64 {
        contingents.filter { $0.booking == booking && !$0.isReleased }
            .reduce(0) { $0 + $1.amount }
    }
}
