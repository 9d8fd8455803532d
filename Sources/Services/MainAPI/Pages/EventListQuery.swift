import BookingDomain
import BookingStore
import HTTP
import SQLite
import TextEncoding
import Timekeeping

/// What a visitor asked of the list of events.
///
/// A form sends every field, empty ones too, and people edit addresses by hand; so whatever is not
/// understood is left out, and never an error.
struct EventListQuery {
    private(set) var filter = EventFilter()
    /// The day from which events are wanted as the form has it; empty for today.
    private(set) var day = ""
    /// When that day begins by a clock that shows UTC.
    private var midnight: Timestamp?
    let page: PageRequest
    /// The present year, which need not be said.
    let year: Int

    init(_ request: Request, now: Timestamp) throws(Problem) {
        var query = try QueryReader(request)
        year = LocalTime(now, in: "UTC").year
        filter.kind = query.string("kind", atMost: 20).flatMap(EventKind.init(rawValue:))
        filter.facilitator = query.string("facilitator_id", atMost: 19)
            .flatMap { Int64(digits: $0.utf8) }.map { FacilitatorID($0) }
        filter.search = query.string("q", atMost: EventFilter.longestSearch)
        page = PageRequest(
            limit: PageRequest.limits.upperBound,
            after: query.string("cursor", atMost: 100).flatMap { PageCursor($0) })
        if let text = query.string("from", atMost: 10),
            let from = Timestamp(rfc3339: text + "T00:00:00Z")
        {
            day = text
            midnight = from
            filter.from = max(from.adding(seconds: -Self.earliestClock), now)
        }
    }

    /// How far the earliest of all clocks is ahead of UTC, in seconds.
    private static let earliestClock: Int64 = 14 * 3_600

    /// Whether the event lasts into the days that are wanted, by its own clock.
    func isOfItsDays(_ event: Event) -> Bool {
        guard let midnight else { return true }
        let offset = LocalTime(event.endsAt, in: event.timeZone).offset
        return event.endsAt.adding(seconds: Int64(offset)) > midnight
    }

    /// The same question from behind a cursor.
    func address(after cursor: PageCursor) -> String {
        var parts = ["cursor=\(cursor.text)"]
        if let kind = filter.kind { parts.append("kind=\(kind.rawValue)") }
        if let facilitator = filter.facilitator {
            parts.append("facilitator_id=\(facilitator.rawValue)")
        }
        if !day.isEmpty { parts.append("from=\(day)") }
        if let search = filter.search, !search.isEmpty {
            parts.append("q=\(PercentEncoding.encode(search))")
        }
        return "/?" + parts.joined(separator: "&")
    }
}
