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

    init(_ columns: inout Columns, at now: Timestamp) throws(UnreadableRow) {
        self.init(
            id: columns.next(), details: try EventDetails(&columns), seats: EventSeats(&columns),
            at: now)
    }

    init(id: EventID, details: EventDetails, seats: EventSeats, at now: Timestamp) {
        let isUpcoming = details.status == .scheduled && details.content.startsAt > now
        // The bookings of a cancelled event have no seats, even while their rows are active.
        self.init(
            id: id, details: details, capacity: seats.capacity,
            seatsFree: details.status == .cancelled
                ? seats.capacity : seats.capacity - seats.taken + seats.expired,
            waitlist: EventWaitlist(details, seats, at: now),
            contingentSeats: isUpcoming ? seats.contingent : 0)
    }

    /// The columns of `event_seats` for `EventSeats`.
    ///
    /// The third column sums the expired holds that are still stored as held. There are usually none,
    /// and an index of the holds finds them. The last one is the same for all events.
    static func seatsColumns(at now: Timestamp) -> SQL {
        """
        event_seats.capacity, event_seats.taken,
        (SELECT coalesce(sum(h.seats), 0) FROM bookings h
        WHERE h.event_id = event_seats.event_id AND h.status = 'held'
        AND h.hold_expires_at <= \(now)),
        event_seats.waiting, event_seats.least_waiting_seats, event_seats.contingent,
        \(fragment: Metadata.waitlistCutoff)
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
    /// The number of people who wait for seats.
    let waiting: Int
    /// The smallest number of seats that one of them takes; nil if the list is empty.
    let leastWaitingSeats: Int?
    /// Cancelled seats with refunds that wait until they are taken again.
    let contingent: Int
    /// The time before the start from which nothing is offered.
    let waitlistCutoffSeconds: Int64

    init(_ columns: inout Columns) {
        capacity = columns.next()
        taken = columns.next()
        expired = columns.next()
        waiting = columns.next()
        leastWaitingSeats = columns.next()
        contingent = columns.next()
        waitlistCutoffSeconds = columns.next()
    }
}

extension EventWaitlist {
    /// The waiting list at `now`: it makes offers until its cutoff, and while guests can book.
    fileprivate init(_ details: EventDetails, _ seats: EventSeats, at now: Timestamp) {
        let content = details.content
        let cutoff = content.startsAt.adding(seconds: -seats.waitlistCutoffSeconds)
        let end = min(cutoff, content.bookingClosesAt ?? cutoff)
        let makesOffers = details.status == .scheduled && end > now
        self.init(
            waiting: seats.waiting, leastSeats: seats.leastWaitingSeats,
            offersUntil: makesOffers ? end : nil,
            isOpen: makesOffers && content.isWaitlistOpen && content.visibility != .draft)
    }
}

extension EventDetails {
    /// Of an event `e` and its facilitator `f`.
    static let columns: SQL = """
        \(fragment: EventContent.columns), e.facilitator_id, f.name, e.status, e.version,
        e.cancellation_reason, e.change_reason, e.cancelled_at, e.series_id, e.picture
        """

    convenience init(_ columns: inout Columns) throws(UnreadableRow) {
        self.init(
            content: try EventContent(&columns),
            facilitator: Facilitator(id: columns.next(), name: columns.next()),
            status: try columns.next("events.status"), version: columns.next(),
            cancellationReason: columns.next(), changeReason: columns.next(),
            cancelledAt: columns.next(), seriesID: columns.next(), picture: columns.nextPicture())
    }
}

extension EventContent {
    /// Of an event or a series `e`.
    static let columns: SQL = """
        e.title, e.description, e.kind, e.location, e.time_zone, e.starts_at, e.ends_at, e.price,
        e.currency, e.refund_policy, e.attendee_info, e.visibility,
        e.booking_closes_minutes_before, e.waitlist_open
        """

    /// The names of the columns of `values`, to write an event or a series.
    static let names: SQL = """
        title, description, kind, location, time_zone, starts_at, ends_at, price, currency,
        refund_policy, attendee_info, visibility, booking_closes_minutes_before, waitlist_open
        """

    /// The values for `names`.
    var values: SQL {
        """
        \(title), \(description), \(kind), \(location), \(timeZone), \(startsAt), \(endsAt),
        \(price), \(currency.code), \(refundPolicy.storedText), \(attendeeInfo), \(visibility),
        \(bookingClosesMinutesBefore), \(isWaitlistOpen)
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
            bookingClosesMinutesBefore: columns.next(), isWaitlistOpen: columns.next())
    }
}
