import BookingDomain
import SQLite
import Timekeeping

/// The tables of events and of their seats.
///
/// Events are never deleted, and only triggers keep the count of taken seats.
package struct Events {
    let tx: Transaction

    /// The event; nil if there is none.
    package func find(_ id: EventID) throws -> Event? {
        try tx.first(selection(where: "e.id = \(id)"), event)
    }

    /// The event, unless it is a draft; nil if there is none.
    package func findPublished(_ id: EventID) throws -> Event? {
        let event = try find(id)
        return event?.visibility == .draft ? nil : event
    }

    /// The event, if it is this facilitator's.
    ///
    /// - Throws: `Refusal.notFound`.
    package func find(_ id: EventID, of facilitator: FacilitatorID) throws -> Event {
        guard let event = try find(id), event.facilitator.id == facilitator else {
            throw Refusal.notFound(.event)
        }
        return event
    }

    /// The event without its seats, as it was last edited.
    func details(of id: EventID) throws -> EventDetails? {
        try tx.first(
            """
            SELECT \(fragment: EventDetails.columns)
            FROM events e CROSS JOIN facilitators f ON f.id = e.facilitator_id WHERE e.id = \(id)
            """
        ) { row in
            var columns = row.columns
            return try EventDetails(&columns)
        }
    }

    /// A page of the events that the filter selects, in the order of their start.
    ///
    /// - Parameter isShown: Selects some of them; it does not change where the next page begins.
    package func page(
        _ filter: EventFilter, _ request: PageRequest,
        where isShown: (Event) -> Bool = { _ in true }
    ) throws -> Page<Event> {
        let rows = try rows(
            filter, after: request.after, limit: request.rowsToRead, where: isShown)
        return page(of: rows, request).filter(isShown)
    }

    /// The first events that the filter selects, in its order.
    func first(_ limit: Int, _ filter: EventFilter) throws -> [Event] {
        try rows(filter, after: nil, limit: limit)
    }

    /// As ``page(_:_:)``, and how long it stays valid without a commit.
    package func timedPage(
        _ filter: EventFilter, _ request: PageRequest
    ) throws -> TimedPage<Event> {
        let rows = try rows(filter, after: request.after, limit: request.rowsToRead)
        var changes: [Timestamp] = []
        for event in rows {
            if filter.from == nil { changes.append(event.endsAt) }
            if let end = event.waitlist.offersUntil { changes.append(end) }
            if let end = try tx.bookings.nextEndOfHold(of: event.id) { changes.append(end) }
        }
        return TimedPage(page(of: rows, request), readAt: tx.now, changesAt: changes)
    }

    private func rows(
        _ filter: EventFilter, after cursor: PageCursor?, limit: Int,
        where isShown: (Event) -> Bool = { _ in true }
    ) throws -> [Event] {
        guard let search = filter.search.flatMap(SearchText.init(_:)) else {
            if filter.showsSeriesOnce {
                return try seriesOnce(filter, after: cursor, limit: limit, where: isShown)
            }
            let conditions = filter.conditions(after: cursor, at: tx.now)
            return try tx.all(
                selection(
                    where: """
                        \(fragment: conditions) \(fragment: filter.order) LIMIT \(limit)
                        """),
                event)
        }
        guard !search.words.isEmpty else { return [] }
        let eventSearch = EventSearch(search)
        if filter.showsSeriesOnce {
            return try seriesOnce(
                eventSearch, filter, after: cursor, limit: limit, where: isShown)
        }
        let matches = matches(of: eventSearch, filter, after: cursor)
        return try tx.all(
            selection(
                joining: matches.candidates,
                where: """
                    \(fragment: matches.conditions)
                    \(fragment: matches.order) LIMIT \(limit)
                    """),
            event)
    }

    /// The parts of a query for the events that a search finds.
    struct Matches {
        /// To join before the events; empty if the search has words for kinds alone.
        let candidates: SQL
        let conditions: SQL
        /// Empty if the candidates have the list's order. Sorting would read all of them before the
        /// first.
        let order: SQL
    }

    func matches(
        of search: EventSearch, _ filter: EventFilter, after cursor: PageCursor?
    ) -> Matches {
        let conditions = conditions(search.kinds, filter, after: cursor)
        guard let query = search.query else {
            return Matches(
                candidates: "", conditions: conditions, order: filter.order)
        }
        let rowIDs = filter.rowIDs(matching: query, after: cursor, at: tx.now)
        return Matches(
            candidates: "(\(fragment: rowIDs)) s CROSS JOIN ",
            conditions: """
                \(fragment: conditions) AND e.starts_at = s.search_id >> 24
                AND e.id & 16777215 = s.search_id & 16777215
                """,
            order: "")
    }

    /// The conditions on events with these kinds, or with the texts for them.
    func conditions(
        _ kinds: [(kind: EventKind, query: String)], _ filter: EventFilter,
        after cursor: PageCursor?
    ) -> SQL {
        let ofKinds = kinds.map { kind, query -> SQL in
            """
            (e.kind = \(kind) OR \(fragment: SearchIndex.rowID)
                IN (\(fragment: filter.rowIDs(matching: query, after: cursor, at: tx.now))))
            """
        }
        return ([filter.conditions(after: cursor, at: tx.now)] + ofKinds)
            .joined(separator: " AND ")
    }

    private func page(of rows: [Event], _ request: PageRequest) -> Page<Event> {
        Page(rows, of: request) { event in
            PageCursor(position: event.startsAt.unixSeconds, id: event.id.rawValue)
        }
    }

    func selection(joining candidates: SQL = "", where condition: SQL) -> SQL {
        """
        SELECT \(fragment: Event.columns(at: tx.now))
        FROM \(fragment: candidates)\(fragment: Event.tables)
        WHERE \(fragment: condition)
        """
    }

    func event(in row: borrowing Row) throws -> Event {
        var columns = row.columns
        return try Event(&columns, at: tx.now)
    }

    /// The public events to come and the times of their last edits, soonest first.
    package func publicUpdates(
        atMost limit: Int
    ) throws -> [(id: EventID, updatedAt: Timestamp)] {
        try tx.all(
            """
            SELECT id, updated_at FROM events
            WHERE visibility = 'public' AND status = 'scheduled' AND ends_at > \(tx.now)
            ORDER BY starts_at, id LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            return (columns.next(), columns.next())
        }
    }

    /// The time when an event was created; nil for an unknown one.
    package func createdAt(_ id: EventID) throws -> Timestamp? {
        try tx.first("SELECT created_at FROM events WHERE id = \(id)") { row in
            var columns = row.columns
            return columns.next()
        }
    }

    /// Adds a scheduled event of version 1.
    func insert(
        _ draft: EventDraft, of facilitator: FacilitatorID, in series: SeriesID? = nil
    ) throws -> EventID {
        let id = EventID(try tx.nextID(.events))
        try tx.execute(
            """
            INSERT INTO events (id, \(fragment: EventContent.names), facilitator_id, status,
                series_id, picture, version, created_at, updated_at)
            VALUES (\(id), \(fragment: draft.content.values), \(facilitator), 'scheduled',
                \(series), (SELECT picture FROM series WHERE id = \(series)), 1, \(tx.now),
                \(tx.now))
            """)
        try tx.execute(
            "INSERT INTO event_seats (event_id, capacity) VALUES (\(id), \(draft.capacity))")
        try tx.searchIndex.eventWasAdded(id)
        try tx.metadata.eventsDidChange()
        return id
    }

    /// Writes every editable field and increments the version.
    func update(_ before: Event, to draft: EventDraft) throws {
        let id = before.id
        if draft.content.isIndexed(differentlyFrom: before.details.content) {
            try tx.searchIndex.eventsWillChange(where: "e.id = \(id)")
        }
        try tx.execute(
            """
            UPDATE events SET (\(fragment: EventContent.names), version, updated_at)
                = (\(fragment: draft.content.values), version + 1, \(tx.now))
            WHERE id = \(id)
            """)
        try tx.execute(
            "UPDATE event_seats SET capacity = \(draft.capacity) WHERE event_id = \(id)")
        try tx.metadata.eventsDidChange()
    }

    /// Stores the reason for the latest change of time or place; nil if there is none.
    func setChangeReason(_ reason: GuestReason?, of id: EventID) throws {
        try tx.execute("UPDATE events SET change_reason = \(reason?.text) WHERE id = \(id)")
    }

    func cancel(_ id: EventID, reason: GuestReason?) throws {
        try tx.execute(
            """
            UPDATE events SET status = 'cancelled', cancelled_at = \(tx.now),
                cancellation_reason = \(reason?.text), version = version + 1,
                updated_at = \(tx.now)
            WHERE id = \(id)
            """)
        try tx.metadata.eventsDidChange()
    }
}
