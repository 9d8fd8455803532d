import BookingDomain
import SQLite
import Timekeeping

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
            let event = try Event(&columns, at: tx.now)
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
