import BookingDomain
import BookingStore
import HTTP
import SQLite
import TextEncoding
import Timekeeping

/// The query of the list of events.
///
/// An invalid field is ignored: a form sends empty fields, and people edit URLs by hand.
struct EventListQuery {
    private(set) var filter = EventFilter()
    /// The first day as the form sends it; empty for today.
    private(set) var day = ""
    /// The start of `day` in UTC.
    private var midnight: Timestamp?
    let page: PageRequest
    let currentYear: Int

    init(_ request: Request, now: Timestamp) throws(Problem) {
        var query = try QueryReader(request)
        currentYear = LocalTime(now, in: "UTC").year
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
            filter.from = max(from.adding(seconds: -Self.largestOffset), now)
        }
    }

    /// The largest offset from UTC, in seconds.
    private static let largestOffset: Int64 = 14 * 3_600

    /// Whether the event ends on or after the first day in the event's time zone.
    func includes(_ event: Event) -> Bool {
        guard let midnight else { return true }
        let offset = LocalTime(event.endsAt, in: event.timeZone).offset
        return event.endsAt.adding(seconds: Int64(offset)) > midnight
    }

    /// The URL of the next page.
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
