import BookingDomain
import SQLite
import Timekeeping

extension Event {
    /// The columns of an event, of `tables`, for `init(row:)`.
    ///
    /// The last is the seats of holds that are over at `now` and that nobody has written down as
    /// expired yet: usually none, and found by an index that has nothing but holds.
    static func columns(at now: Timestamp) -> SQL {
        """
        e.id, e.title, e.description, e.kind, e.facilitator_id, f.name, e.location, e.time_zone,
        e.starts_at, e.ends_at, event_seats.capacity, e.price, e.currency, e.status,
        e.refund_policy, e.version, event_seats.taken,
        (SELECT coalesce(sum(h.seats), 0) FROM bookings h
        WHERE h.event_id = e.id AND h.status = 'held' AND h.hold_expires_at <= \(now))
        """
    }

    /// What `columns(at:)` selects from; the order of the joins is meant.
    static let tables: SQL = """
        events e CROSS JOIN event_seats ON event_seats.event_id = e.id
        CROSS JOIN facilitators f ON f.id = e.facilitator_id
        """

    /// How many columns `columns(at:)` has.
    static let columnCount: Int32 = 18

    /// The seats of holds that are over but still stand as held.
    static func dueSeats(in row: borrowing Row, from first: Int32 = 0) -> Int {
        row.int(first + 17)
    }

    /// Reads an event whose columns begin at `first`.
    ///
    /// - Throws: `UnreadableRow` for a value that this program does not write.
    init(row: borrowing Row, from first: Int32 = 0) throws(UnreadableRow) {
        let capacity = row.int(first + 10)
        self.init(
            id: row.id(first), title: row.string(first + 1), description: row.string(first + 2),
            kind: try row.word(first + 3, named: "events.kind"),
            facilitator: Facilitator(id: row.id(first + 4), name: row.string(first + 5)),
            location: row.string(first + 6), timeZone: row.string(first + 7),
            startsAt: row.timestamp(first + 8), endsAt: row.timestamp(first + 9),
            capacity: capacity,
            seatsLeft: capacity - row.int(first + 16) + Event.dueSeats(in: row, from: first),
            price: row.int64(first + 11), currency: Currency(stored: row.string(first + 12)),
            status: try row.word(first + 13, named: "events.status"),
            refundPolicy: try row.refundPolicy(first + 14), version: row.int64(first + 15))
    }
}
