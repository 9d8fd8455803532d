import BookingDomain
import SQLite
import Timekeeping

/// The table of changes of events whose effects on bookings have yet to be recorded.
///
/// A change of an event with many bookings takes several transactions. Until the last one, bookings
/// are read as if it was recorded: see ``Booking/cancelledWithEvent()`` and
/// ``BookedTimes/areMoved``.
package struct EventFollowUps {
    let tx: Transaction

    /// Adds a change that has just been made, unless the event has no bookings with seats.
    func insert(_ change: EventFollowUp.Change, of event: EventID) throws {
        let before = change.before
        let inserted = try tx.execute(
            """
            INSERT INTO event_follow_ups (event_id, change, starts_at, ends_at, time_zone, location,
                last_booking, occurred_at, request_id)
            SELECT event_id, \(change.name), \(before?.startsAt), \(before?.endsAt),
                \(before?.timeZone), \(before?.location), max(id), \(tx.now), \(tx.cause)
            FROM bookings WHERE \(fragment: Bookings.areActive(of: event)) HAVING max(id) > 0
            """)
        if inserted > 0 { tx.didChange(.events) }
    }

    /// The next change, or the one of this event.
    package func next(of event: EventID? = nil) throws -> EventFollowUp? {
        let condition: SQL = event.map { "WHERE event_id = \($0)" } ?? ""
        return try tx.first(
            """
            SELECT event_id, change, starts_at, ends_at, time_zone, location, last_booking,
                recorded_through, occurred_at, request_id
            FROM event_follow_ups \(fragment: condition) ORDER BY event_id LIMIT 1
            """
        ) { row in
            var columns = row.columns
            return try EventFollowUp(&columns)
        }
    }

    /// Stores that the effects on the bookings up to `booking` are recorded.
    func advance(_ change: EventFollowUp, through booking: BookingID) throws {
        if booking >= change.lastBooking {
            try tx.execute("DELETE FROM event_follow_ups WHERE event_id = \(change.event)")
        } else {
            try tx.execute(
                """
                UPDATE event_follow_ups SET recorded_through = \(booking)
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
        let isPending =
            try tx.first(
                """
                SELECT 1 FROM event_follow_ups u CROSS JOIN events e ON e.id = u.event_id
                WHERE e.series_id = \(series) LIMIT 1
                """
            ) { _ in true } ?? false
        if isPending { throw UnrecordedEffects(event: nil) }
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
                SELECT 1 FROM event_follow_ups
                WHERE event_id = \(event) AND \(fragment: bookings)
                """
            ) { _ in true } ?? false
        if isPending { throw UnrecordedEffects(event: event) }
    }

    /// The condition that a booking `b` of an event `e` was moved with its event, and its own time has
    /// yet to be stored.
    static let areMoved: SQL = """
        EXISTS (SELECT 1 FROM event_follow_ups u
            WHERE u.event_id = b.event_id AND u.change = 'moved'
            AND b.id > u.recorded_through AND b.id <= u.last_booking
            AND NOT EXISTS (SELECT 1 FROM booked_times t WHERE t.booking_id = b.id)
            AND (u.starts_at, u.ends_at, u.location) <> (e.starts_at, e.ends_at, e.location))
        """
}

/// A step of a booking is refused because the effects of its event's last change come first.
///
/// They are recorded in other transactions; then the refused one is repeated.
package struct UnrecordedEffects: Error, Equatable {
    /// Nil for those of all events.
    package let event: EventID?
}

/// A change of an event whose effects on bookings have yet to be recorded.
package struct EventFollowUp: Equatable, Sendable {
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
    let occurredAt: Timestamp
    /// The ID of the facilitator's request.
    package let requestID: String?

    fileprivate init(_ columns: inout Columns) throws(UnreadableRow) {
        event = columns.next()
        let name: String = columns.next()
        let (start, end): (Timestamp?, Timestamp?) = (columns.next(), columns.next())
        let (zone, location): (String?, String?) = (columns.next(), columns.next())
        if let start, let end, let zone, let location {
            let before = TimeAndPlace(
                startsAt: start, endsAt: end, timeZone: zone, location: location)
            change = name == "moved" ? .moved(from: before) : .corrected(from: before)
        } else {
            change = .cancelled
        }
        lastBooking = columns.next()
        recordedThrough = columns.next()
        occurredAt = columns.next()
        requestID = columns.next()
    }
}
