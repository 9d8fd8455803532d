import BookingDomain
import SQLite
import Timekeeping

/// The table of guests who wait for seats.
///
/// Triggers count those of each event; no statement here does. An entry with an offer has the state
/// of its booking.
package struct Waitlist {
    let tx: Transaction

    /// The condition on an entry `w` that its guest waits.
    static let isWaiting: SQL = "w.booking_id IS NULL AND w.left_at IS NULL"

    /// Until when the list of an event `e` makes offers, as `EventWaitlist.offersUntil` has it.
    static let endOfOffers: SQL = """
        (e.starts_at - max(\(fragment: Metadata.waitlistCutoff),
            60 * ifnull(e.booking_closes_minutes_before, 0)))
        """

    /// The entry; nil if there is none.
    func find(_ id: WaitlistEntryID) throws -> WaitlistEntry? {
        try select(where: "w.id = \(id)").first
    }

    /// The guest's entry of an event that waits or has an open offer.
    package func current(of user: UserID, event: EventID) throws -> WaitlistEntry? {
        try select(
            where: """
                w.user_id = \(user) AND w.event_id = \(event) AND w.left_at IS NULL
                ORDER BY w.id DESC LIMIT 1
                """
        ).first { $0.status == .waiting || $0.status == .offered }
    }

    /// Whether the guest waits for seats of the event.
    func isWaiting(_ user: UserID, for event: EventID) throws -> Bool {
        try tx.first(
            """
            SELECT 1 FROM waitlist w
            WHERE event_id = \(event) AND user_id = \(user) AND \(fragment: Self.isWaiting)
            """
        ) { _ in true } ?? false
    }

    /// The entry that a booking began with; nil for other bookings.
    func find(offer booking: BookingID) throws -> WaitlistEntry? {
        try select(where: "w.booking_id = \(booking)").first
    }

    /// A page of the guest's entries, newest first.
    package func page(of user: UserID, _ request: PageRequest) throws -> Page<WaitlistEntry> {
        let rows = try select(
            where: """
                w.user_id = \(user) AND w.id < \(request.after?.id ?? .max)
                ORDER BY w.id DESC LIMIT \(request.rowsToRead)
                """)
        return Page(rows, of: request) { PageCursor(id: $0.id.rawValue) }
    }

    /// The guest's entries after an ID, oldest first; for the export.
    package func all(
        of user: UserID, after id: Int64, limit: Int
    ) throws -> [WaitlistEntry] {
        try select(where: "w.user_id = \(user) AND w.id > \(id) ORDER BY w.id LIMIT \(limit)")
    }

    /// A page of the entries of a facilitator's event, in their order.
    ///
    /// - Parameter includesEnded: Whether those without a wait or an open offer are included.
    /// - Throws: `Refusal.notFound`.
    package func page(
        of event: EventID, facilitator: FacilitatorID, includesEnded: Bool, _ request: PageRequest
    ) throws -> Page<FacilitatorWaitlistEntry> {
        _ = try tx.events.find(event, of: facilitator)
        let isCurrent: SQL = """
            AND (\(fragment: Self.isWaiting)
                OR o.status = 'held' AND o.hold_expires_at > \(tx.now)) AND e.status = 'scheduled'
            """
        let rows = try tx.all(
            """
            SELECT \(fragment: WaitlistEntry.columns(at: tx.now)), u.id, u.name
            FROM \(fragment: WaitlistEntry.tables) CROSS JOIN users u ON u.id = w.user_id
            WHERE w.event_id = \(event) AND w.id > \(request.after?.id ?? 0)
            \(fragment: includesEnded ? "" : isCurrent)
            ORDER BY w.id LIMIT \(request.rowsToRead)
            """
        ) { row in
            var columns = row.columns
            return FacilitatorWaitlistEntry(
                entry: try WaitlistEntry(&columns, at: tx.now), guest: GuestName(&columns))
        }
        return Page(rows, of: request) { PageCursor(id: $0.entry.id.rawValue) }
    }

    /// Those who wait for seats of an event and take at most `free` of them, in their order.
    func queue(of event: EventID, taking free: Int) throws -> [WaitlistQueue.Wait] {
        try tx.all(
            """
            SELECT w.id, w.user_id, w.seats, w.accepts_fewer FROM waitlist w
            WHERE w.event_id = \(event) AND \(fragment: Self.isWaiting)
            AND w.least_seats <= \(free) ORDER BY w.id
            """
        ) { row in
            var columns = row.columns
            return WaitlistQueue.Wait(
                entry: columns.next(), user: columns.next(), seats: columns.next(),
                acceptsFewer: columns.next())
        }
    }

    /// The entries whose offers of an event end with their holds by now.
    func lapsing(of event: EventID) throws -> [WaitlistEntryID] {
        try tx.all(
            """
            SELECT w.id FROM bookings b CROSS JOIN waitlist w ON w.booking_id = b.id
            CROSS JOIN events e ON e.id = b.event_id AND e.status = 'scheduled'
            WHERE b.event_id = \(event) AND b.status = 'held' AND b.hold_expires_at <= \(tx.now)
            AND b.is_offer ORDER BY b.hold_expires_at, w.id
            """
        ) { $0.id(0) }
    }

    /// The events whose holds have ended while people wait or had offers, and those with free seats
    /// that can be offered.
    package func eventsToServe() throws -> [EventID] {
        try tx.all(
            """
            SELECT s.event_id FROM event_seats s CROSS JOIN events e ON e.id = s.event_id
            WHERE s.waiting > 0 AND e.status = 'scheduled'
            AND (s.least_waiting_seats <= s.capacity - s.taken
                AND \(fragment: Self.endOfOffers) > \(tx.now)
                OR EXISTS (SELECT 1 FROM bookings h WHERE h.event_id = s.event_id
                    AND h.status = 'held' AND h.hold_expires_at <= \(tx.now)))
            UNION
            SELECT event_id FROM bookings
            WHERE status = 'held' AND is_offer = 1 AND hold_expires_at <= \(tx.now)
            """
        ) { $0.id(0) }
    }

    /// The events whose lists make no more offers, and whose guests have yet to be told so; and those
    /// that have begun.
    package func eventsToClose() throws -> [EventID] {
        try tx.all(
            """
            SELECT s.event_id FROM event_seats s CROSS JOIN events e ON e.id = s.event_id
            WHERE s.waiting > 0
            AND \(fragment: Self.endOfOffers) <= \(tx.now)
            AND (e.starts_at <= \(tx.now) OR EXISTS (SELECT 1 FROM waitlist w
                WHERE w.event_id = s.event_id AND \(fragment: Self.isWaiting)
                AND w.closed_at IS NULL))
            """
        ) { $0.id(0) }
    }

    /// Whether people wait or have open offers.
    package func isInUse() throws -> Bool {
        try tx.first(
            """
            SELECT EXISTS (SELECT 1 FROM event_seats WHERE waiting > 0)
                OR EXISTS (SELECT 1 FROM bookings WHERE status = 'held' AND is_offer = 1)
            """
        ) { $0.bool(0) } ?? false
    }

    /// The times of the last joinings of a guest, newest first.
    func latestJoinings(of user: UserID, _ limit: Int) throws -> [Timestamp] {
        try tx.all(
            """
            SELECT created_at FROM waitlist WHERE user_id = \(user)
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            return columns.next()
        }
    }

    func insert(
        _ user: UserID, for event: EventID, seats: Seats, acceptsFewer: Bool
    ) throws -> WaitlistEntryID {
        try tx.execute(
            """
            INSERT INTO waitlist (event_id, user_id, seats, accepts_fewer, created_at)
            VALUES (\(event), \(user), \(seats.count), \(acceptsFewer), \(tx.now))
            """)
        return WaitlistEntryID(tx.lastInsertedRowID)
    }

    func setOffer(_ booking: BookingID, of entry: WaitlistEntryID) throws {
        try tx.execute("UPDATE waitlist SET booking_id = \(booking) WHERE id = \(entry)")
    }

    /// Ends the wait of a guest who leaves the list, or has a booking of the event by other means.
    func end(_ user: UserID, for event: EventID) throws {
        try tx.execute(
            """
            UPDATE waitlist SET left_at = \(tx.now)
            WHERE event_id = \(event) AND user_id = \(user)
            AND booking_id IS NULL AND left_at IS NULL
            """)
    }

    /// Ends all waits for an event that is cancelled or has begun.
    func endAll(of event: EventID) throws {
        try tx.execute(
            """
            UPDATE waitlist SET left_at = \(tx.now)
            WHERE event_id = \(event) AND booking_id IS NULL AND left_at IS NULL
            """)
    }

    /// Ends all waits of a guest who is erased.
    func endAll(of user: UserID) throws {
        try tx.execute(
            """
            UPDATE waitlist SET left_at = \(tx.now)
            WHERE user_id = \(user) AND booking_id IS NULL AND left_at IS NULL
            """)
    }

    /// Forgets that the waiting guests of an event were told so, because offers are made again.
    func reopen(_ event: EventID) throws {
        try tx.execute(
            """
            UPDATE waitlist SET closed_at = NULL
            WHERE event_id = \(event) AND booking_id IS NULL AND left_at IS NULL
            AND closed_at IS NOT NULL
            """)
    }

    /// Stores that those who wait are told that nothing more is offered.
    func close(_ event: EventID) throws {
        try tx.execute(
            """
            UPDATE waitlist SET closed_at = \(tx.now)
            WHERE event_id = \(event) AND booking_id IS NULL AND left_at IS NULL
            AND closed_at IS NULL
            """)
    }

    private func select(where condition: SQL) throws -> [WaitlistEntry] {
        try tx.all(
            """
            SELECT \(fragment: WaitlistEntry.columns(at: tx.now))
            FROM \(fragment: WaitlistEntry.tables) WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            return try WaitlistEntry(&columns, at: tx.now)
        }
    }
}

/// A guest's wait, for the event's facilitator.
package struct FacilitatorWaitlistEntry: Equatable, Sendable {
    package let entry: WaitlistEntry
    package let guest: GuestName
}

extension WaitlistEntry {
    /// The columns of an entry `w` and its event, for `init(_:at:)`.
    static func columns(at now: Timestamp) -> SQL {
        """
        w.id, \(fragment: Event.columns(at: now)), w.user_id, w.seats, w.accepts_fewer,
        w.left_at IS NOT NULL, CASE WHEN \(fragment: Waitlist.isWaiting) THEN (SELECT count(*)
            FROM waitlist q WHERE q.event_id = w.event_id AND q.booking_id IS NULL
            AND q.left_at IS NULL AND q.id <= w.id) END,
        w.created_at, w.booking_id, o.status, o.hold_expires_at, o.seats,
        o.confirmed_at IS NOT NULL
        """
    }

    /// The tables of `columns(at:)`, with the booking `o` of the offer.
    static let tables: SQL = """
        waitlist w CROSS JOIN events e ON e.id = w.event_id
        CROSS JOIN event_seats ON event_seats.event_id = e.id
        CROSS JOIN facilitators f ON f.id = e.facilitator_id
        LEFT JOIN bookings o ON o.id = w.booking_id
        """

    init(_ columns: inout Columns, at now: Timestamp) throws(UnreadableRow) {
        let id: WaitlistEntryID = columns.next()
        let event = try Event(&columns, at: now)
        let user: UserID = columns.next()
        let (seats, acceptsFewer): (Int, Bool) = (columns.next(), columns.next())
        let (hasLeft, position): (Bool, Int?) = (columns.next(), columns.next())
        let createdAt: Timestamp = columns.next()
        let bookingID: BookingID? = columns.next()
        let stored: SeatState? = try columns.next("bookings.status")
        let expiresAt: Timestamp? = columns.next()
        let offeredSeats: Int? = columns.next()
        let wasConfirmed: Bool = columns.next()
        let state = stored.map {
            Booking.status(stored: $0, holdExpiresAt: expiresAt, at: now)
        }
        // A cancelled event ends the wait and the open offers, which are not declined then.
        let isOver = event.status == .cancelled
        let status = Status(
            hasLeft: hasLeft || isOver,
            booking: isOver && state != nil && !wasConfirmed ? .expired : state,
            wasConfirmed: wasConfirmed)
        self.init(
            id: id, event: event, userID: user, seats: seats, acceptsFewer: acceptsFewer,
            status: status, position: status == .waiting ? position : nil, bookingID: bookingID,
            offerExpiresAt: status == .offered ? expiresAt : nil, offeredSeats: offeredSeats,
            createdAt: createdAt)
    }
}
