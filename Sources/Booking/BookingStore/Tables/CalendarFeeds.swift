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
    /// The SEQUENCE of its entry, as in the e-mails about it.
    package let sequence: Int
    /// The time of the latest change of the booking or its event.
    package let changedAt: Timestamp
}

/// The contents of calendars to subscribe to.
///
/// What was cancelled stays in them for some time, because calendar programs keep an entry that
/// only disappears.
package struct CalendarFeeds {
    let tx: Transaction

    /// The highest number of entries.
    package static let maximumEntries = 1_000
    /// How long an event stays in the public calendar after its end.
    package static let publicHistory = Duration.seconds(30 * 86_400)
    /// How long an event stays in a private calendar after its end.
    package static let privateHistory = Duration.seconds(90 * 86_400)
    /// The highest number of pages that are read for the events of a facilitator, who may have drafts.
    private static let maximumPages = 10

    /// The public events that a filter selects, those that have yet to end first.
    ///
    /// A filter without a start also selects events that have ended within `publicHistory`.
    package func events(_ filter: EventFilter) throws -> [CalendarEvent] {
        try timed(
            filter.from == nil
                ? recent(filter, since: Self.publicHistory)
                : events(filter, limit: Self.maximumEntries))
    }

    /// A facilitator's events apart from drafts, those that have yet to end first.
    package func events(of facilitator: FacilitatorID) throws -> [CalendarEvent] {
        try timed(recent(.all(of: facilitator), since: Self.privateHistory))
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

    /// The events that have yet to end, and as many of those that have ended as there is room for.
    private func recent(_ filter: EventFilter, since period: Duration) throws -> [Event] {
        var coming = filter
        coming.from = nil
        let events = try events(coming, limit: Self.maximumEntries)
        var past = filter
        past.from = tx.now.adding(.zero - period)
        past.to = [tx.now, filter.to].compactMap(\.self).min()
        return try events
            + self.events(past, limit: Self.maximumEntries - events.count, endedBy: tx.now)
    }

    /// The first events that a filter selects, without drafts.
    ///
    /// - Parameter end: Selects the events that have ended by then; nil selects all.
    private func events(
        _ filter: EventFilter, limit: Int, endedBy end: Timestamp? = nil
    ) throws -> [Event] {
        var events: [Event] = []
        var cursor: PageCursor?
        for _ in 0..<Self.maximumPages where events.count < limit {
            let page = try tx.events.page(
                filter, PageRequest(limit: PageRequest.limits.upperBound, after: cursor))
            events += page.items.filter { event in
                event.visibility != .draft && (end.map { event.endsAt <= $0 } ?? true)
            }
            cursor = page.next
            if cursor == nil { break }
        }
        return Array(events.prefix(limit))
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
