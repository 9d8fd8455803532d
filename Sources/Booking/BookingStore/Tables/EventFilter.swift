import BookingDomain
import SQLite
import Timekeeping

/// Which events a list shall have; without anything said, the scheduled ones that are not over.
package struct EventFilter: Equatable, Sendable {
    /// The longest text to search for, in Unicode scalars; what is longer is cut.
    package static let longestSearch = 100

    /// Which statuses a list shall have; the raw value is its word on the wire.
    package enum Status: String, CaseIterable, Sendable {
        case scheduled
        case cancelled
        case all
    }

    /// Only events of this kind; nil is both.
    package var kind: EventKind?
    /// Only events of this facilitator; nil is everybody's.
    package var facilitator: FacilitatorID?
    /// Events that end after this moment; nil is the moment of asking.
    package var from: Timestamp?
    /// Events that start before this moment.
    package var to: Timestamp?
    /// Events that have this text in their title, description, place or facilitator's name.
    package var search: String?
    /// Only events of this status.
    package var status = Status.scheduled

    /// A filter that leaves only events to come.
    package init() {}

    /// All events of one facilitator, past and cancelled ones too.
    package static func all(of facilitator: FacilitatorID) -> EventFilter {
        var filter = EventFilter()
        filter.facilitator = facilitator
        filter.from = .earliest
        filter.status = .all
        return filter
    }

    /// The conditions on `events e` and `facilitators f`, for a list that begins behind `cursor`.
    func conditions(after cursor: PageCursor?, at now: Timestamp) -> SQL {
        let from = from ?? now
        var conditions: [SQL] = ["e.ends_at > \(from)"]
        // Bounds the start from below too, since the index is by start: no event is longer.
        if let cursor {
            conditions.append("(e.starts_at, e.id) > (\(cursor.position), \(cursor.id))")
        } else {
            let earliestStart = from.unixSeconds - EventDraft.maximumSeconds
            conditions.append("e.starts_at >= \(earliestStart)")
        }
        if let to { conditions.append("e.starts_at < \(to)") }
        switch status {
        case .scheduled: conditions.append("e.status = 'scheduled'")
        case .cancelled: conditions.append("e.status = 'cancelled'")
        case .all: break
        }
        if let kind { conditions.append("e.kind = \(kind)") }
        if let facilitator { conditions.append("e.facilitator_id = \(facilitator)") }
        if let search, !search.isEmpty { conditions.append(Self.matches(search)) }
        return conditions.joined(separator: " AND ")
    }

    private static func matches(_ search: String) -> SQL {
        let pattern = likePattern(containing: search)
        return """
            (e.title LIKE \(pattern) ESCAPE '\\' OR e.location LIKE \(pattern) ESCAPE '\\'
            OR f.name LIKE \(pattern) ESCAPE '\\' OR e.description LIKE \(pattern) ESCAPE '\\')
            """
    }

    /// A LIKE pattern for text that contains `search`, whose own wildcards mean themselves.
    private static func likePattern(containing search: String) -> String {
        var pattern = "%"
        for scalar in search.unicodeScalars.prefix(longestSearch) {
            if ["%", "_", "\\"].contains(scalar) { pattern.unicodeScalars.append("\\") }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern + "%"
    }
}
