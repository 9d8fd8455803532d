import SQLite

struct CRMSnapshot {
    struct Booking {
        let user: Int64
        let event: Int64
        let seats: Int64
        let status: String
    }

    let notices: [MainSnapshot.Notice]
    let bookings: [Int64: Booking]

    init(_ tx: Transaction) throws {
        notices = try tx.all(
            "SELECT notification_id, booking_id, sequence, type FROM notices"
        ) { row in
            MainSnapshot.Notice(
                id: row.string(0), booking: row.int64(1), sequence: row.int64(2),
                type: row.string(3))
        }
        bookings = try Dictionary(
            tx.all("SELECT booking_id, user_id, event_id, seats, status FROM bookings") {
                (
                    $0.int64(0),
                    Booking(
                        user: $0.int64(1), event: $0.int64(2), seats: $0.int64(3),
                        status: $0.string(4))
                )
            }, uniquingKeysWith: { first, _ in first })
    }
}
