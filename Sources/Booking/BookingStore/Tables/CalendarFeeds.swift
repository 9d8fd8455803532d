import BookingDomain
import SQLite
import Timekeeping

/// An event of a calendar to subscribe to.
package struct CalendarEvent: Equatable, Sendable {
    package let event: Event
    /// The time of its latest edit.
    package let changedAt: Timestamp
}

/// A booking of a calendar to subscribe to.
package struct CalendarBooking: Equatable, Sendable {
    package let booking: Booking
    /// The SEQUENCE of its entry, as in the emails about it.
    package let sequence: Int
    /// The time of the latest change of the booking or its event.
    package let changedAt: Timestamp
}

/// The contents of calendars to subscribe to.
///
/// Cancelled entries stay in them for some time, because calendar programs keep an entry that only
/// disappears.
package struct CalendarFeeds {
    let tx: Transaction

    /// The highest number of entries.
    package static let maximumEntries = 1_000
    /// How long an event stays in the public calendar after its end.
    package static let publicHistory = Duration.seconds(30 * 86_400)
    /// How long an event stays in a private calendar after its end.
    package static let privateHistory = Duration.seconds(90 * 86_400)

    /// The public events that a filter selects: those that have yet to end, the soonest first, and
    /// then those that have ended, the latest first.
    ///
    /// A filter without a start also selects events that have ended within `publicHistory`.
    package func events(_ filter: EventFilter) throws -> [CalendarEvent] {
        try events(filter, history: Self.publicHistory)
    }

    /// A facilitator's events apart from drafts, in the order of ``events(_:)``.
    package func events(of facilitator: FacilitatorID) throws -> [CalendarEvent] {
        try events(.published(by: facilitator), history: Self.privateHistory)
    }

    /// The bookings of a guest that were confirmed once, those that have yet to end first.
    ///
    /// A hold is left out: it ends sooner than most calendar programs look again.
    package func bookings(of user: UserID) throws -> [CalendarBooking] {
        try tx.all(
            """
            SELECT \(fragment: Booking.columns(at: tx.now)), \(fragment: Mails.calendarSequence),
                max(e.updated_at, b.confirmed_at, ifnull(b.cancelled_at, 0),
                    ifnull((SELECT max(c.at) FROM booking_changes c WHERE c.booking_id = b.id), 0))
            FROM \(fragment: Booking.tables)
            WHERE b.user_id = \(user) AND b.confirmed_at IS NOT NULL
            AND e.ends_at > \(tx.now.adding(.zero - Self.privateHistory))
            ORDER BY e.ends_at <= \(tx.now),
                CASE WHEN e.ends_at > \(tx.now) THEN e.starts_at ELSE -e.starts_at END, b.id
            LIMIT \(Self.maximumEntries)
            """
        ) { row in
            var columns = row.columns
            return CalendarBooking(
                booking: try Booking(&columns, at: tx.now), sequence: columns.next(),
                changedAt: columns.next())
        }
    }

    /// The events that have yet to end, and past ones up to the highest number of entries.
    ///
    /// - Parameter history: How long ago events may have ended for a filter without a start.
    private func events(_ filter: EventFilter, history: Duration) throws -> [CalendarEvent] {
        var coming = filter
        coming.from = max(tx.now, filter.from ?? tx.now)
        var events = try tx.events.first(Self.maximumEntries, coming)
        var past = filter
        past.from = filter.from ?? tx.now.adding(.zero - history)
        past.endedBy = tx.now
        past.showsLatestFirst = true
        if events.count < Self.maximumEntries {
            events += try tx.events.first(Self.maximumEntries - events.count, past)
        }
        return try timed(events)
    }

    private func timed(_ events: [Event]) throws -> [CalendarEvent] {
        let ids = "\(events.map(\.id.rawValue))"
        let edits = try tx.all(
            "SELECT id, updated_at FROM events WHERE id IN (SELECT value FROM json_each(\(ids)))"
        ) { row in
            var columns = row.columns
            return (id: columns.next() as EventID, at: columns.next() as Timestamp)
        }
        let times = Dictionary(edits.map { ($0.id, $0.at) }) { first, _ in first }
        return events.map { CalendarEvent(event: $0, changedAt: times[$0.id] ?? $0.startsAt) }
    }
}
