import BookingDomain
import SQLite
import Timekeeping

/// The table of changes of events whose effects on bookings have yet to be recorded.
///
/// A change of an event with many bookings takes several transactions. Until the last one, bookings
/// are read as if it was recorded: see `Booking.cancelWithEvent(at:)`, ``BookedTimes/areMoved`` and
/// ``Timelines``.
package struct PendingEventChanges {
    let tx: Transaction

    /// Adds a change that has just been made, unless the event has no bookings with seats.
    func insert(_ change: PendingEventChange.Change, of event: EventID) throws {
        let before = change.before
        let inserted = try tx.execute(
            """
            INSERT INTO pending_event_changes (event_id, change, starts_at, ends_at, time_zone, location,
                last_booking, created_at, request_id, by_owner)
            SELECT event_id, \(change.name), \(before?.startsAt), \(before?.endsAt),
                \(before?.timeZone), \(before?.location), max(id), \(tx.now), \(tx.cause?.request),
                \(tx.isByOwner)
            FROM bookings WHERE \(fragment: Bookings.areActive(of: event)) HAVING max(id) > 0
            """)
        if inserted > 0 { tx.didChange(.events) }
    }

    /// The change of an event; nil if all its effects are recorded.
    func find(_ event: EventID) throws -> PendingEventChange? {
        try tx.first(
            """
            SELECT event_id, change, starts_at, ends_at, time_zone, location, last_booking,
                recorded_through, created_at, request_id, by_owner
            FROM pending_event_changes WHERE event_id = \(event)
            """
        ) { row in
            var columns = row.columns
            return try PendingEventChange(&columns)
        }
    }

    /// The changed events.
    package func events() throws -> [EventID] {
        try tx.all("SELECT event_id FROM pending_event_changes ORDER BY event_id") { $0.id(0) }
    }

    /// The number of changed events.
    package func depth() throws -> QueueDepth { try tx.depth(of: "FROM pending_event_changes") }

    /// Stores that the effects on the bookings up to `booking` are recorded.
    func advance(_ change: PendingEventChange, through booking: BookingID) throws {
        if booking >= change.lastBooking {
            try tx.execute("DELETE FROM pending_event_changes WHERE event_id = \(change.event)")
        } else {
            try tx.execute(
                """
                UPDATE pending_event_changes SET recorded_through = \(booking)
                WHERE event_id = \(change.event)
                """)
        }
    }

    /// Checks that all effects of the event's last change are recorded.
    ///
    /// - Throws: `UnrecordedEffects`.
    func checkRecorded(of event: EventID) throws {
        try check(event, bookings: "true")
    }

    /// Checks that all effects of the last changes of a series' events are recorded.
    ///
    /// - Throws: `UnrecordedEffects`.
    func checkRecorded(ofEventsIn series: SeriesID) throws {
        let events: [EventID] = try tx.all(
            """
            SELECT e.id FROM pending_event_changes p CROSS JOIN events e ON e.id = p.event_id
            WHERE e.series_id = \(series) ORDER BY e.id
            """
        ) { $0.id(0) }
        if !events.isEmpty { throw UnrecordedEffects(events: events) }
    }

    /// Checks that the effects of its event's last change on a booking are recorded.
    ///
    /// - Throws: `UnrecordedEffects`.
    func checkRecorded(on booking: BookingID, of event: EventID) throws {
        try check(event, bookings: "\(booking) > recorded_through AND \(booking) <= last_booking")
    }

    private func check(_ event: EventID, bookings: SQL) throws {
        let isPending =
            try tx.first(
                """
                SELECT 1 FROM pending_event_changes
                WHERE event_id = \(event) AND \(fragment: bookings)
                """
            ) { _ in true } ?? false
        if isPending { throw UnrecordedEffects(events: [event]) }
    }

    /// The condition that an event `e` of a booking `b` was moved, and the booking's own time has yet to
    /// be stored.
    static let haveMovedEvent: SQL = """
        EXISTS (SELECT 1 FROM pending_event_changes p
            WHERE p.event_id = b.event_id AND p.change = 'moved'
            AND b.id > p.recorded_through AND b.id <= p.last_booking
            AND NOT EXISTS (SELECT 1 FROM booked_times t WHERE t.booking_id = b.id)
            AND (p.starts_at, p.ends_at, p.location) <> (e.starts_at, e.ends_at, e.location))
        """
}

/// A step of a booking is refused because the effects of its event's last change come first.
///
/// They are recorded in other transactions; then the refused one is repeated.
package struct UnrecordedEffects: Error, Equatable {
    /// The changed events.
    package let events: [EventID]
}

/// A change of an event whose effects on bookings have yet to be recorded.
package struct PendingEventChange: Equatable, Sendable {
    enum Change: Equatable, Sendable {
        case cancelled
        /// Guests may cancel because of the new time or place.
        case moved(from: TimeAndPlace)
        /// The former time or place was a mistake.
        case corrected(from: TimeAndPlace)

        fileprivate var name: String {
            switch self {
            case .cancelled: "cancelled"
            case .moved: "moved"
            case .corrected: "corrected"
            }
        }

        /// Nil for a cancelled event.
        fileprivate var before: TimeAndPlace? {
            switch self {
            case .cancelled: nil
            case .moved(let before), .corrected(let before): before
            }
        }
    }

    let event: EventID
    let change: Change
    /// The last booking that the event had.
    let lastBooking: BookingID
    /// The last booking whose effects are recorded.
    let recordedThrough: BookingID
    let createdAt: Timestamp
    /// The request that changed the event.
    let cause: WriteCause

    /// Whether its effects on a booking have yet to be recorded.
    func concerns(_ booking: BookingID) -> Bool {
        booking > recordedThrough && booking <= lastBooking
    }

    fileprivate init(_ columns: inout Columns) throws(UnreadableRow) {
        event = columns.next()
        let name: String = columns.next()
        let (start, end): (Timestamp?, Timestamp?) = (columns.next(), columns.next())
        let (zone, location): (String?, String?) = (columns.next(), columns.next())
        let before: TimeAndPlace? =
            if let start, let end, let zone, let location {
                TimeAndPlace(startsAt: start, endsAt: end, timeZone: zone, location: location)
            } else { nil }
        switch (name, before) {
        case ("cancelled", nil): change = .cancelled
        case ("moved", let before?): change = .moved(from: before)
        case ("corrected", let before?): change = .corrected(from: before)
        default: throw UnreadableRow(column: "pending_event_changes.change", value: name)
        }
        lastBooking = columns.next()
        recordedThrough = columns.next()
        createdAt = columns.next()
        let (request, isByOwner): (String?, Bool) = (columns.next(), columns.next())
        cause = WriteCause(
            request: request,
            actor: isByOwner ? BookingChange.Actor.owner.rawValue : nil)
    }
}
