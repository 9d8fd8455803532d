import BookingDomain
import SQLite
import Timekeeping

/// Selects the events of a list; by default the scheduled ones that have not ended.
package struct EventFilter: Hashable, Sendable {
    /// The maximum length of a search text, in Unicode scalars; a longer one is truncated.
    package static let longestSearch = 100

    /// The statuses of a list; the raw value is used on the wire.
    package enum Status: String, CaseIterable, Sendable {
        case scheduled
        case cancelled
        case all
    }

    package var kind: EventKind?
    package var facilitator: FacilitatorID?
    package var series: SeriesID?
    /// Whether of each series only the first event is selected that the other filters select, so that
    /// no series fills the list.
    package var showsSeriesOnce = false
    /// Selects events that end after this time; nil is now.
    package var from: Timestamp?
    /// Selects events that start before this time.
    package var to: Timestamp?
    /// A text whose words begin words of the title, description, location or facilitator's name, or
    /// of the kind.
    package var search: String?
    package var status = Status.scheduled
    /// Selects events that have ended by this time; nil selects all.
    var endedBy: Timestamp?
    /// Whether the order is reversed; such a list has no further pages.
    var showsLatestFirst = false
    /// Whether unlisted events are included, which only their facilitator may list.
    private var includesUnlisted = false
    /// Whether drafts are included, which only their facilitator may list.
    private var includesDrafts = false

    package init() {}

    /// This filter with unlisted events and drafts too, for the owner.
    package var withHidden: EventFilter {
        var filter = self
        filter.includesUnlisted = true
        filter.includesDrafts = true
        return filter
    }

    /// Selects all events of one facilitator, including past, cancelled and hidden ones.
    package static func all(of facilitator: FacilitatorID) -> EventFilter {
        var filter = EventFilter()
        filter.facilitator = facilitator
        filter.from = .earliest
        filter.status = .all
        filter.includesUnlisted = true
        filter.includesDrafts = true
        return filter
    }

    /// Selects the events of one facilitator that have not ended, except drafts.
    static func published(by facilitator: FacilitatorID) -> EventFilter {
        var filter = all(of: facilitator)
        filter.from = nil
        filter.includesDrafts = false
        return filter
    }

    /// The order of the list, for a query on `events e`.
    var order: SQL {
        showsLatestFirst
            ? "ORDER BY e.starts_at DESC, e.id DESC" : "ORDER BY e.starts_at, e.id"
    }

    /// The conditions on `events e` and `facilitators f`, for a page that begins after `cursor`.
    func conditions(after cursor: PageCursor?, at now: Timestamp) -> SQL {
        let from = from ?? now
        var conditions: [SQL] = ["e.ends_at > \(from)"]
        // The index is by start. As no event is longer than the maximum, the start is bounded too.
        if let cursor {
            conditions.append("(e.starts_at, e.id) > (\(cursor.position), \(cursor.id))")
        } else {
            let earliestStart = from.unixSeconds - EventDraft.maximumSeconds
            conditions.append("e.starts_at >= \(earliestStart)")
        }
        if let to { conditions.append("e.starts_at < \(to)") }
        if let endedBy {
            conditions.append("e.ends_at <= \(endedBy) AND e.starts_at < \(endedBy)")
        }
        switch status {
        case .scheduled: conditions.append("e.status = 'scheduled'")
        case .cancelled: conditions.append("e.status = 'cancelled'")
        case .all: break
        }
        if !includesUnlisted {
            conditions.append("e.visibility = 'public'")
        } else if !includesDrafts {
            conditions.append("e.visibility <> 'draft'")
        }
        if let kind { conditions.append("e.kind = \(kind)") }
        if let facilitator { conditions.append("e.facilitator_id = \(facilitator)") }
        if let series { conditions.append("e.series_id = \(series)") }
        return conditions.joined(separator: " AND ")
    }

    /// The row ids of the index that match a query, in the order of the list.
    func rowIDs(matching query: String, after cursor: PageCursor?, at now: Timestamp) -> SQL {
        let earliest =
            cursor?.position ?? (from ?? now).unixSeconds - EventDraft.maximumSeconds
        let latest = [to, endedBy].compactMap(\.self).min() ?? .latest
        let order: SQL = showsLatestFirst ? "rowid DESC" : "rowid"
        return """
            SELECT rowid AS search_id FROM event_search
            WHERE event_search MATCH \(query) AND rowid >= \(earliest) << 24
            AND rowid < (\(latest) + 1) << 24
            ORDER BY \(fragment: order) LIMIT \(SearchText.maximumCandidates)
            """
    }
}
