import BookingDomain
import SQLite
import Timekeeping

extension Event {
    /// The columns of an event, for `init(_:)`.
    static func columns(at now: Timestamp) -> SQL {
        "e.id, \(fragment: EventDetails.columns), \(fragment: seatsColumns(at: now))"
    }

    /// The tables of `columns(at:)`; CROSS JOIN keeps SQLite from reordering them.
    static let tables: SQL = """
        events e CROSS JOIN event_seats ON event_seats.event_id = e.id
        CROSS JOIN facilitators f ON f.id = e.facilitator_id
        """

    init(_ columns: inout Columns) throws(UnreadableRow) {
        self.init(
            id: columns.next(), details: try EventDetails(&columns), seats: EventSeats(&columns))
    }

    init(id: EventID, details: EventDetails, seats: EventSeats) {
        // The bookings of a cancelled event have no seats, even while their rows are active.
        self.init(
            id: id, details: details, capacity: seats.capacity,
            seatsLeft: details.status == .cancelled
                ? seats.capacity : seats.capacity - seats.taken + seats.expired)
    }

    /// The columns of `event_seats` for `EventSeats`.
    ///
    /// The last column sums the expired holds that are still stored as held. There are usually none,
    /// and an index of the holds finds them.
    static func seatsColumns(at now: Timestamp) -> SQL {
        """
        event_seats.capacity, event_seats.taken,
        (SELECT coalesce(sum(h.seats), 0) FROM bookings h
        WHERE h.event_id = event_seats.event_id AND h.status = 'held'
        AND h.hold_expires_at <= \(now))
        """
    }
}

/// The seats of an event as they are stored.
struct EventSeats {
    let capacity: Int
    /// Seats of confirmed and held bookings, expired holds included.
    let taken: Int
    /// Seats of expired holds that are still stored as held.
    let expired: Int

    init(_ columns: inout Columns) {
        capacity = columns.next()
        taken = columns.next()
        expired = columns.next()
    }
}

extension EventDetails {
    /// Of an event `e` and its facilitator `f`.
    static let columns: SQL = """
        \(fragment: EventContent.columns), e.facilitator_id, f.name, e.status, e.version,
        e.cancellation_reason, e.change_reason, e.cancelled_at, e.series_id
        """

    convenience init(_ columns: inout Columns) throws(UnreadableRow) {
        self.init(
            content: try EventContent(&columns),
            facilitator: Facilitator(id: columns.next(), name: columns.next()),
            status: try columns.next("events.status"), version: columns.next(),
            cancellationReason: columns.next(), changeReason: columns.next(),
            cancelledAt: columns.next(), seriesID: columns.next())
    }
}

extension EventContent {
    /// Of an event or a series `e`.
    static let columns: SQL = """
        e.title, e.description, e.kind, e.location, e.time_zone, e.starts_at, e.ends_at, e.price,
        e.currency, e.refund_policy, e.attendee_info, e.visibility, e.booking_closes_minutes_before
        """

    /// The names of the columns of `values`, to write an event or a series.
    static let names: SQL = """
        title, description, kind, location, time_zone, starts_at, ends_at, price, currency,
        refund_policy, attendee_info, visibility, booking_closes_minutes_before
        """

    /// The values for `names`.
    var values: SQL {
        """
        \(title), \(description), \(kind), \(location), \(timeZone), \(startsAt), \(endsAt),
        \(price), \(currency.code), \(refundPolicy.storedText), \(attendeeInfo), \(visibility),
        \(bookingClosesMinutesBefore)
        """
    }

    /// Whether the search index has another row for this content than for the other.
    func isIndexed(differentlyFrom other: EventContent) -> Bool {
        (title, description, location, startsAt)
            != (other.title, other.description, other.location, other.startsAt)
    }

    init(_ columns: inout Columns) throws(UnreadableRow) {
        self.init(
            title: columns.next(), description: columns.next(),
            kind: try columns.next("events.kind"), location: columns.next(),
            timeZone: columns.next(), startsAt: columns.next(), endsAt: columns.next(),
            price: columns.next(), currency: columns.next(),
            refundPolicy: try columns.nextRefundPolicy(), attendeeInfo: columns.next(),
            visibility: try columns.next("events.visibility"),
            bookingClosesMinutesBefore: columns.next())
    }
}
