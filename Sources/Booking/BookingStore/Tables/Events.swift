import BookingDomain
import SQLite
import Timekeeping

/// The table of events, and that of their seats: no event is ever deleted, and triggers alone keep
/// the count of its taken seats.
package enum Events {
    /// The event as it is at `now`, or nil if there is none.
    package static func find(
        _ id: EventID, at now: Timestamp, on connection: Connection
    ) throws -> Event? {
        try connection.first(
            """
            SELECT \(fragment: Event.columns(at: now))
            FROM \(fragment: Event.tables) WHERE e.id = \(id)
            """
        ) { row in try Event(row: row) }
    }

    /// The event as it was last written, or nil if there is none.
    static func edition(
        of id: EventID, on connection: Connection
    ) throws -> EventDetails? {
        try connection.first(
            """
            SELECT \(fragment: EventDetails.columns)
            FROM events e CROSS JOIN facilitators f ON f.id = e.facilitator_id WHERE e.id = \(id)
            """
        ) { row in try EventDetails(row: row) }
    }

    /// The event, if it is this facilitator's.
    ///
    /// - Throws: `Refusal.notFound` for another's as for none at all.
    package static func find(
        _ id: EventID, of facilitator: FacilitatorID, at now: Timestamp,
        on connection: Connection
    ) throws -> Event {
        guard let event = try find(id, at: now, on: connection),
            event.facilitator.id == facilitator
        else { throw Refusal.notFound(.event) }
        return event
    }

    /// A page of the events that `filter` lets through, the first to start first.
    package static func page(
        _ filter: EventFilter, _ request: PageRequest, at now: Timestamp,
        on connection: Connection
    ) throws -> Page<Event> {
        page(of: try rows(filter, request, at: now, on: connection), request)
    }

    /// The same page, and until when it is this one while nobody writes anything.
    package static func listing(
        _ filter: EventFilter, _ request: PageRequest, at now: Timestamp,
        on connection: Connection
    ) throws -> Listing<Event> {
        let rows = try rows(filter, request, at: now, on: connection)
        var changes: [Timestamp] = []
        for event in rows {
            if filter.from == nil { changes.append(event.endsAt) }
            let end = try Bookings.nextEndOfHold(of: event.id, after: now, on: connection)
            if let end { changes.append(end) }
        }
        return Listing(page(of: rows, request), readAt: now, changes: changes)
    }

    /// The page's rows and one more, if there is one.
    private static func rows(
        _ filter: EventFilter, _ request: PageRequest, at now: Timestamp,
        on connection: Connection
    ) throws -> [Event] {
        try connection.all(
            """
            SELECT \(fragment: Event.columns(at: now))
            FROM \(fragment: Event.tables)
            WHERE \(fragment: filter.conditions(after: request.after, at: now))
            ORDER BY e.starts_at, e.id LIMIT \(request.rowsToRead)
            """
        ) { row in try Event(row: row) }
    }

    private static func page(of rows: [Event], _ request: PageRequest) -> Page<Event> {
        Page(rows, of: request) { event in
            PageCursor(position: event.startsAt.unixSeconds, id: event.id.rawValue)
        }
    }

    /// Adds a scheduled event of version 1.
    static func insert(
        _ draft: EventDraft, of facilitator: FacilitatorID, at now: Timestamp,
        on connection: Connection
    ) throws -> EventID {
        let content = draft.content
        try connection.execute(
            """
            INSERT INTO events (id, title, description, kind, facilitator_id, location, time_zone,
                starts_at, ends_at, price, currency, status, refund_policy, version, created_at,
                updated_at)
            VALUES (\(fragment: IDSequence.ofEvent), \(content.title), \(content.description),
                \(content.kind), \(facilitator), \(content.location), \(content.timeZone),
                \(content.startsAt), \(content.endsAt), \(content.price),
                \(content.currency.code), 'scheduled', \(content.refundPolicy.storedText), 1,
                \(now), \(now))
            """)
        let id = EventID(connection.lastInsertedRowID)
        try connection.execute(
            "INSERT INTO event_seats (event_id, capacity) VALUES (\(id), \(draft.capacity))")
        return id
    }

    /// Writes every editable field and raises the version.
    static func update(
        _ id: EventID, to draft: EventDraft, at now: Timestamp, on connection: Connection
    ) throws {
        let content = draft.content
        try connection.execute(
            """
            UPDATE events SET title = \(content.title), description = \(content.description),
                kind = \(content.kind), location = \(content.location),
                time_zone = \(content.timeZone), starts_at = \(content.startsAt),
                ends_at = \(content.endsAt), price = \(content.price),
                currency = \(content.currency.code),
                refund_policy = \(content.refundPolicy.storedText), version = version + 1,
                updated_at = \(now)
            WHERE id = \(id)
            """)
        try connection.execute(
            "UPDATE event_seats SET capacity = \(draft.capacity) WHERE event_id = \(id)")
    }

    /// Marks the event as cancelled and raises the version.
    static func cancel(_ id: EventID, at now: Timestamp, on connection: Connection) throws {
        try connection.execute(
            """
            UPDATE events SET status = 'cancelled', cancelled_at = \(now), version = version + 1,
                updated_at = \(now)
            WHERE id = \(id)
            """)
    }
}
