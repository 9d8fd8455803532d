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
                \(fragment: EventContent.columns), e.capacity, e.picture, e.version,
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
            capacity: columns.next(), picture: columns.nextPicture(), version: columns.next(),
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
        var dates: [LocalDate] = []
        for text in exceptions.split(separator: " ") {
            guard let date = LocalDate(String(text)) else {
                throw UnreadableRow(column: "series.except_dates", value: String(text))
            }
            dates.append(date)
        }
        self.init(rule: parsed, exceptions: dates, startsOn: startsOn)
    }
}
