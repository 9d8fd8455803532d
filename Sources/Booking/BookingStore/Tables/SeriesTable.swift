import BookingDomain
import SQLite
import Timekeeping

/// The table of series; their events are ordinary rows with the ID of the series.
package struct SeriesTable {
    let tx: Transaction

    /// The series, if it is this facilitator's.
    ///
    /// - Throws: `Refusal.notFound`.
    package func find(_ id: SeriesID, of facilitator: FacilitatorID) throws -> EventSeries {
        let found = try select(where: "e.id = \(id) AND e.facilitator_id = \(facilitator)")
        guard let series = found.first else { throw Refusal.notFound(.series) }
        return series
    }

    /// A page of a facilitator's series, newest first.
    package func page(
        of facilitator: FacilitatorID, _ request: PageRequest
    ) throws -> Page<EventSeries> {
        let rows = try select(
            where: """
                e.facilitator_id = \(facilitator) AND e.id < \(request.after?.id ?? .max)
                ORDER BY e.id DESC LIMIT \(request.rowsToRead)
                """)
        return Page(rows, of: request) { PageCursor(id: $0.id.rawValue) }
    }

    private func select(where condition: SQL) throws -> [EventSeries] {
        let isUpcoming: SQL = "status = 'scheduled' AND starts_at > \(tx.now)"
        return try tx.all(
            """
            SELECT e.id, f.id, f.name, e.rule, e.except_dates, e.starts_on,
                \(fragment: EventContent.columns), e.capacity, e.version,
                (SELECT count(*) FROM events WHERE series_id = e.id),
                (SELECT count(*) FROM events WHERE series_id = e.id AND \(fragment: isUpcoming)),
                (SELECT min(starts_at) FROM events WHERE series_id = e.id AND \(fragment: isUpcoming))
            FROM series e CROSS JOIN facilitators f ON f.id = e.facilitator_id
            WHERE \(fragment: condition)
            """
        ) { row in
            var columns = row.columns
            return try EventSeries(&columns)
        }
    }

    func insert(_ draft: SeriesDraft, of facilitator: FacilitatorID) throws -> SeriesID {
        let id = SeriesID(try tx.nextID(.series))
        let exceptions = draft.pattern.exceptions.map(\.text).joined(separator: " ")
        try tx.execute(
            """
            INSERT INTO series (id, facilitator_id, rule, except_dates, starts_on,
                \(fragment: EventContent.names), capacity, version, created_at, updated_at)
            VALUES (\(id), \(facilitator), \(draft.pattern.rule.text), \(exceptions),
                \(draft.pattern.startsOn.text), \(fragment: draft.event.content.values),
                \(draft.event.capacity), 1, \(tx.now), \(tx.now))
            """)
        return id
    }

    /// Stores the fields of the series' next events and increments the version.
    func update(_ id: SeriesID, to draft: EventDraft, startsOn: LocalDateTime) throws {
        try tx.execute(
            """
            UPDATE series SET (\(fragment: EventContent.names), capacity, starts_on, version,
                updated_at) = (\(fragment: draft.content.values), \(draft.capacity),
                \(startsOn.text), version + 1, \(tx.now))
            WHERE id = \(id)
            """)
    }

    func incrementVersion(of id: SeriesID) throws {
        try tx.execute(
            "UPDATE series SET version = version + 1, updated_at = \(tx.now) WHERE id = \(id)")
    }
}

extension EventSeries {
    fileprivate init(_ columns: inout Columns) throws {
        self.init(
            id: columns.next(), facilitator: Facilitator(id: columns.next(), name: columns.next()),
            pattern: try SeriesPattern(&columns), content: try EventContent(&columns),
            capacity: columns.next(), version: columns.next(),
            events: EventCount(
                total: columns.next(), upcoming: columns.next(), nextStart: columns.next()))
    }
}

extension SeriesPattern {
    fileprivate init(_ columns: inout Columns) throws(UnreadableRow) {
        let (rule, exceptions, start): (String, String, String) = (
            columns.next(), columns.next(), columns.next()
        )
        guard let parsed = try? RecurrenceRule(rule) else {
            throw UnreadableRow(column: "series.rule", value: rule)
        }
        guard let startsOn = LocalDateTime(start) else {
            throw UnreadableRow(column: "series.starts_on", value: start)
        }
        self.init(
            rule: parsed,
            exceptions: exceptions.split(separator: " ").compactMap { LocalDate(String($0)) },
            startsOn: startsOn)
    }
}

/// The events of series.
extension Events {
    /// An event of a series, with the fields that are its own.
    struct SeriesEvent {
        let event: Event
        let ownFields: Set<SeriesField>
    }

    /// All events of a series, soonest first.
    package func all(of series: SeriesID) throws -> [Event] {
        try tx.all(
            selection(where: "e.series_id = \(series) ORDER BY e.starts_at, e.id"), event)
    }

    /// The scheduled events of a series that have not begun: one of them, and those after it.
    ///
    /// - Parameter single: Limits them to one event.
    /// - Throws: `Refusal.notFound` if the first is no event of the series.
    func upcoming(
        of series: SeriesID, from first: EventID, only single: EventID? = nil
    ) throws -> [SeriesEvent] {
        guard let start = try find(first), start.seriesID == series else {
            throw Refusal.notFound(.event)
        }
        let isSingle: SQL = single.map { "AND e.id = \($0)" } ?? ""
        return try tx.all(
            """
            SELECT \(fragment: Event.columns(at: tx.now)), e.own_fields
            FROM \(fragment: Event.tables)
            WHERE e.series_id = \(series) AND e.status = 'scheduled' AND e.starts_at > \(tx.now)
            AND (e.starts_at, e.id) >= (\(start.startsAt), \(first)) \(fragment: isSingle)
            ORDER BY e.starts_at, e.id
            """
        ) { row in
            var columns = row.columns
            let event = try Event(&columns)
            let names: String = columns.next()
            let own = names.split(separator: " ").compactMap { SeriesField(rawValue: String($0)) }
            return SeriesEvent(event: event, ownFields: Set(own))
        }
    }

    /// Keeps fields of an event from edits of its series.
    func addOwnFields(_ fields: Set<SeriesField>, of id: EventID) throws {
        let stored = try tx.first("SELECT own_fields FROM events WHERE id = \(id)") {
            $0.string(0)
        }
        let names = Set((stored ?? "").split(separator: " ").map(String.init))
            .union(fields.map(\.rawValue))
        try tx.execute(
            """
            UPDATE events SET own_fields = \(names.sorted().joined(separator: " "))
            WHERE id = \(id)
            """)
    }

    /// The scheduled events of a facilitator that overlap a period, soonest first.
    func overlapping(
        _ period: Range<Timestamp>, of facilitator: FacilitatorID, limit: Int
    ) throws -> [(id: EventID, times: Range<Timestamp>)] {
        let earliest = period.lowerBound.unixSeconds - EventDraft.maximumSeconds
        return try tx.all(
            """
            SELECT id, starts_at, ends_at FROM events
            WHERE facilitator_id = \(facilitator) AND status = 'scheduled'
            AND starts_at >= \(earliest) AND starts_at < \(period.upperBound)
            AND ends_at > \(period.lowerBound) ORDER BY starts_at, id LIMIT \(limit)
            """
        ) { row in
            var columns = row.columns
            let id: EventID = columns.next()
            let (start, end): (Timestamp, Timestamp) = (columns.next(), columns.next())
            return (id, start..<max(start, end))
        }
    }
}
