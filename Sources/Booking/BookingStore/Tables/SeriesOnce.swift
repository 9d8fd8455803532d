import BookingDomain
import SQLite
import Timekeeping

/// Lists that show each series once, at the first of its events that the filter selects.
///
/// Their cost depends on the number of series and of single events, and not on the number of events
/// that a series has.
extension Events {
    /// The rows of a page and one more, if there is one.
    ///
    /// - Parameter isShown: A series is at its first event that this selects too.
    func seriesOnce(
        _ filter: EventFilter, after cursor: PageCursor?, limit: Int,
        where isShown: (Event) -> Bool
    ) throws -> [Event] {
        let conditions = filter.conditions(after: cursor, at: tx.now)
        let single = try tx.all(
            selection(
                where: """
                    \(fragment: conditions) AND e.series_id IS NULL
                    ORDER BY e.starts_at, e.id LIMIT \(limit)
                    """),
            event)
        let all = filter.conditions(after: nil, at: tx.now)
        let ofSeries = try tx.all(
            selection(
                joining: "series x CROSS JOIN ",
                where: """
                    \(fragment: filter.seriesConditions) AND e.id = (SELECT e.id FROM events e
                        WHERE e.series_id = x.id AND \(fragment: all)
                        ORDER BY e.ends_at, e.id LIMIT 1)
                    AND \(fragment: filter.isAfter(cursor))
                    ORDER BY e.starts_at, e.id LIMIT \(limit)
                    """),
            event
        ).compactMap { try firstShown($0, all, where: isShown) }
        return Array((single + ofSeries).sorted(by: isBefore).prefix(limit))
    }

    /// The rows of a page of a search and one more, if there is one.
    ///
    /// The search examines its candidates from the first one on, so that a series is at the same event
    /// on every page.
    func seriesOnce(
        _ search: EventSearch, _ filter: EventFilter, after cursor: PageCursor?, limit: Int,
        where isShown: (Event) -> Bool
    ) throws -> [Event] {
        let matches = matches(of: search, filter, after: nil)
        let first = try tx.all(
            selection(
                joining: """
                    (SELECT min(\(fragment: SearchIndex.rowID)) AS search_id
                        FROM \(fragment: matches.candidates)events e
                        WHERE \(fragment: matches.conditions)
                        GROUP BY coalesce(e.series_id, -e.id)) m CROSS JOIN 
                    """,
                where: """
                    e.starts_at = m.search_id >> 24
                    AND e.id & 16777215 = m.search_id & 16777215
                    AND \(fragment: filter.isAfter(cursor))
                    ORDER BY e.starts_at, e.id LIMIT \(limit)
                    """),
            event)
        var all = conditions(search.kinds, filter, after: nil)
        if let query = search.query {
            let found = filter.rowIDs(matching: query, after: nil, at: tx.now)
            all += " AND \(fragment: SearchIndex.rowID) IN (\(fragment: found))"
        }
        return try first.compactMap { try firstShown($0, all, where: isShown) }
            .sorted(by: isBefore)
    }

    /// The event if it is shown, or else the next one of its series that is.
    ///
    /// - Parameter conditions: Those of the list on `events e`.
    private func firstShown(
        _ first: Event, _ conditions: SQL, where isShown: (Event) -> Bool
    ) throws -> Event? {
        guard let series = first.seriesID else { return first }
        var next: Event? = first
        while let found = next, !isShown(found) {
            next = try tx.first(
                selection(
                    where: """
                        e.series_id = \(series) AND \(fragment: conditions)
                        AND (e.ends_at, e.id) > (\(found.endsAt), \(found.id))
                        ORDER BY e.ends_at, e.id LIMIT 1
                        """),
                event)
        }
        return next
    }

    private func isBefore(_ one: Event, _ other: Event) -> Bool {
        (one.startsAt.unixSeconds, one.id.rawValue)
            < (other.startsAt.unixSeconds, other.id.rawValue)
    }

    /// The number of later public scheduled events in the series of each of these events.
    ///
    /// An event without later ones is absent.
    package func laterDates(of events: [Event]) throws -> [EventID: Int] {
        let ids = events.filter { $0.seriesID != nil }.map(\.id)
        guard !ids.isEmpty else { return [:] }
        let list = ids.map { "\($0)" as SQL }.joined(separator: ", ")
        let counts = try tx.all(
            """
            SELECT e.id, (SELECT count(*) FROM events s WHERE s.series_id = e.series_id
                AND (s.ends_at, s.id) > (e.ends_at, e.id)
                AND s.status = 'scheduled' AND s.visibility = 'public')
            FROM events e WHERE e.id IN (\(fragment: list))
            """
        ) { row -> (EventID, Int) in
            var columns = row.columns
            return (columns.next(), columns.next())
        }
        return Dictionary(counts.filter { $0.1 > 0 }) { first, _ in first }
    }

    /// The first public scheduled events of a series that are not over, soonest first, and whether
    /// there are more.
    ///
    /// - Parameter start: Selects those that end after it; nil is now.
    package func dates(
        of series: SeriesID, from start: Timestamp? = nil, atMost limit: Int
    ) throws -> (events: [Event], hasMore: Bool) {
        var filter = EventFilter()
        filter.series = series
        filter.from = start
        let conditions = filter.conditions(after: nil, at: tx.now)
        let events = try tx.all(
            selection(
                where: "\(fragment: conditions) ORDER BY e.ends_at, e.id LIMIT \(limit + 1)"),
            event)
        return (events.prefix(limit).sorted(by: isBefore), events.count > limit)
    }

    /// The last public scheduled events of a series that are not over, soonest first.
    package func lastDates(of series: SeriesID, atMost limit: Int) throws -> [Event] {
        var filter = EventFilter()
        filter.series = series
        let conditions = filter.conditions(after: nil, at: tx.now)
        return try tx.all(
            selection(
                where: """
                    \(fragment: conditions) ORDER BY e.ends_at DESC, e.id DESC LIMIT \(limit)
                    """),
            event
        ).sorted(by: isBefore)
    }
}

extension EventFilter {
    /// The conditions on `series x` that every event of the series must meet.
    fileprivate var seriesConditions: SQL {
        facilitator.map { "x.facilitator_id = \($0)" } ?? "TRUE"
    }

    fileprivate func isAfter(_ cursor: PageCursor?) -> SQL {
        cursor.map { "(e.starts_at, e.id) > (\($0.position), \($0.id))" } ?? "TRUE"
    }
}
