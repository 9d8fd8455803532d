import BookingDomain
import SQLite
import Timekeeping

extension Event {
    /// The columns of an event, of `tables`, for `init(row:)`.
    static func columns(at now: Timestamp) -> SQL {
        "e.id, \(fragment: EventDetails.columns), \(fragment: seatsColumns(at: now))"
    }

    /// What `columns(at:)` selects from; the order of the joins is meant.
    static let tables: SQL = """
        events e CROSS JOIN event_seats ON event_seats.event_id = e.id
        CROSS JOIN facilitators f ON f.id = e.facilitator_id
        """

    /// How many columns `columns(at:)` has.
    static let columnCount: Int32 = 1 + EventDetails.columnCount + seatsColumnCount

    /// Reads an event whose columns begin at `first`.
    ///
    /// - Throws: `UnreadableRow` for a value that this program does not write.
    init(row: borrowing Row, from first: Int32 = 0) throws(UnreadableRow) {
        self.init(
            id: row.id(first), details: try EventDetails(row: row, from: first + 1),
            seatsOf: row, from: first + 1 + EventDetails.columnCount)
    }

    /// The columns of an event's seats, of `event_seats`, for `init(id:details:seatsOf:from:)`.
    ///
    /// The last is the seats of holds that are over at `now` and that nobody has written down as
    /// expired yet: usually none, and found by an index that has nothing but holds.
    static func seatsColumns(at now: Timestamp) -> SQL {
        """
        event_seats.capacity, event_seats.taken,
        (SELECT coalesce(sum(h.seats), 0) FROM bookings h
        WHERE h.event_id = event_seats.event_id AND h.status = 'held'
        AND h.hold_expires_at <= \(now))
        """
    }

    /// How many columns `seatsColumns(at:)` has.
    static let seatsColumnCount: Int32 = 3

    /// The seats of holds that are over but still stand as held.
    static func dueSeats(in row: borrowing Row, from first: Int32) -> Int {
        row.int(first + 2)
    }

    /// Puts an event together from its edition and its seats, whose columns begin at `first`.
    init(id: EventID, details: EventDetails, seatsOf row: borrowing Row, from first: Int32) {
        let capacity = row.int(first)
        self.init(
            id: id, details: details, capacity: capacity,
            seatsLeft: capacity - row.int(first + 1) + Event.dueSeats(in: row, from: first))
    }
}

extension EventDetails {
    /// The columns of an edition, of the events `e` and their facilitators `f`.
    static let columns: SQL = """
        e.title, e.description, e.kind, e.facilitator_id, f.name, e.location, e.time_zone,
        e.starts_at, e.ends_at, e.price, e.currency, e.status, e.refund_policy, e.version
        """

    /// How many columns `columns` has.
    static let columnCount: Int32 = 14

    /// Reads an edition whose columns begin at `first`.
    ///
    /// - Throws: `UnreadableRow` for a value that this program does not write.
    convenience init(row: borrowing Row, from first: Int32 = 0) throws(UnreadableRow) {
        self.init(
            content: EventContent(
                title: row.string(first), description: row.string(first + 1),
                kind: try row.word(first + 2, named: "events.kind"),
                location: row.string(first + 5), timeZone: row.string(first + 6),
                startsAt: row.timestamp(first + 7), endsAt: row.timestamp(first + 8),
                price: row.int64(first + 9), currency: Currency(stored: row.string(first + 10)),
                refundPolicy: try row.refundPolicy(first + 12)),
            facilitator: Facilitator(id: row.id(first + 3), name: row.string(first + 4)),
            status: try row.word(first + 11, named: "events.status"),
            version: row.int64(first + 13))
    }
}
