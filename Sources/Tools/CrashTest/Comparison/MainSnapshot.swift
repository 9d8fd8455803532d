import SQLite

struct MainSnapshot {
    struct Event {
        let id: Int64
        let title: String
        let content: EventContent
        let price: Int64
        let isCancelled: Bool
        let version: Int64
        let facilitator: Int64
    }

    struct Booking {
        let id: Int64
        /// 0 for a booking that a facilitator made.
        let user: Int64
        /// Nil for a guest's own booking.
        let walkIn: String?
        let event: Int64
        let seats: Int64
        let status: String
        let amount: Int64
        /// Whether it began as an offer to a guest who waited.
        let isOffer: Bool
        let wasConfirmed: Bool
        let wasCancelled: Bool
        let isPaid: Bool
        /// Seats that were given up one by one.
        let seatsGivenUp: Int64
        let moves: Int
        /// Payments in person.
        let offlinePayments: Int
        let paidOffline: Int64
        /// Payments less the refunds that went through.
        let balance: Int64

        /// The seats that were booked.
        var seatsBooked: Int64 { seats + seatsGivenUp }
    }

    struct Notice: Hashable {
        let id: String
        let booking: Int64
        let sequence: Int64
        let type: String
    }

    /// Ids by username.
    let users: [String: Int64]
    /// Display names by user.
    let names: [Int64: String]
    /// The users who have confirmed an address.
    let confirmedUsers: Set<Int64>
    let events: [Event]
    let bookings: [Booking]
    let notices: [Notice]
    /// In-app messages about a cancellation, by booking.
    let messages: [Int64: Int]
    /// Timeline entries of each booking, by kind.
    let changes: [Int64: [String: Int]]
    let money: MoneySnapshot
    /// The sum of each booking's ledger entries.
    let ledger: [Int64: Int64]
    let receipts: ReceiptSnapshot

    init(_ tx: Transaction) throws {
        users = try Dictionary(
            tx.all("SELECT username, id FROM users") { ($0.string(0), $0.int64(1)) },
            uniquingKeysWith: { first, _ in first })
        names = try Dictionary(
            uniqueKeysWithValues: tx.all("SELECT id, name FROM users") {
                ($0.int64(0), $0.string(1))
            })
        confirmedUsers = Set(
            try tx.all("SELECT id FROM users WHERE confirmed_email IS NOT NULL") { $0.int64(0) })
        events = try tx.all(
            """
            SELECT id, title, description, capacity, price, status = 'cancelled', version,
                facilitator_id FROM events JOIN event_seats ON event_id = id
            """
        ) { row in
            Event(
                id: row.int64(0), title: row.string(1),
                content: EventContent(description: row.string(2), capacity: row.int64(3)),
                price: row.int64(4), isCancelled: row.bool(5), version: row.int64(6),
                facilitator: row.int64(7))
        }
        bookings = try tx.all(
            """
            SELECT id, CASE source WHEN 'guest' THEN user_id ELSE 0 END, guest_name, event_id, seats,
                status, amount, is_offer, confirmed_at IS NOT NULL, cancelled_at IS NOT NULL,
                payment_status IS 'success',
                (SELECT coalesce(sum(c.seats), 0) FROM booking_changes c
                    WHERE c.booking_id = b.id AND c.kind = 'seats_given_up'),
                (SELECT count(*) FROM booking_changes c
                    WHERE c.booking_id = b.id AND c.kind = 'moved'),
                (SELECT count(*) FROM payments p
                    WHERE p.booking_id = b.id AND p.provider = 'offline'),
                (SELECT coalesce(sum(p.amount), 0) FROM payments p
                    WHERE p.booking_id = b.id AND p.provider = 'offline'),
                (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.booking_id = b.id)
                    - (SELECT coalesce(sum(r.amount), 0) FROM refunds r
                        WHERE r.booking_id = b.id AND r.status = 'processed')
            FROM bookings b
            """
        ) { row in
            var columns = row.columns
            return Booking(
                id: columns.next(), user: columns.next(), walkIn: columns.next(),
                event: columns.next(), seats: columns.next(), status: columns.next(),
                amount: columns.next(), isOffer: columns.next(), wasConfirmed: columns.next(),
                wasCancelled: columns.next(), isPaid: columns.next(),
                seatsGivenUp: columns.next(), moves: columns.next(),
                offlinePayments: columns.next(), paidOffline: columns.next(),
                balance: columns.next())
        }
        notices = try tx.all(
            "SELECT notification_id, booking_id, id, type FROM outbox"
        ) { row in
            Notice(
                id: row.string(0), booking: row.int64(1), sequence: row.int64(2),
                type: row.string(3))
        }
        messages = try Dictionary(
            uniqueKeysWithValues: tx.all(
                """
                SELECT booking_id, count(*) FROM notifications
                WHERE kind IN ('booking_cancelled', 'event_cancelled') GROUP BY booking_id
                """
            ) { ($0.int64(0), $0.int(1)) })
        var changes: [Int64: [String: Int]] = [:]
        try tx.rows(
            """
            SELECT booking_id, kind FROM booking_changes
            WHERE kind IN ('held', 'confirmed', 'expired', 'cancelled')
            UNION ALL SELECT id, CASE WHEN payment_status IS NULL AND NOT is_offer
                OR source = 'facilitator' THEN 'confirmed' ELSE 'held' END FROM bookings
            """
        ) { row in
            changes[row.int64(0), default: [:]][row.string(1), default: 0] += 1
        }
        self.changes = changes
        money = try MoneySnapshot(ofMain: tx)
        ledger = try Dictionary(
            uniqueKeysWithValues: tx.all(
                "SELECT booking_id, sum(amount) FROM ledger GROUP BY booking_id"
            ) { ($0.int64(0), $0.int64(1)) })
        receipts = try ReceiptSnapshot(tx)
    }
}
