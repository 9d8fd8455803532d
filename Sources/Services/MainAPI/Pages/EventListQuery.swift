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
    enum View {
        case list
        case week
    }

    /// The path of the list below the site.
    let path: String
    var filter = EventFilter()
    let view: View
    /// The first day as the visitor chose it; nil for today.
    var day: LocalDate?
    let page: PageRequest
    let now: Timestamp

    init(_ request: Request, at path: String = "/", now: Timestamp) throws(Problem) {
        var query = try QueryReader(request)
        self.path = path
        self.now = now
        view = query.string("view", atMost: 10) == "week" ? .week : .list
        filter.kind = query.string("kind", atMost: 20).flatMap(EventKind.init(rawValue:))
        filter.facilitator = query.string("facilitator_id", atMost: 19)
            .flatMap { Int64(digits: $0.utf8) }.map { FacilitatorID($0) }
        filter.series = query.string("series_id", atMost: 19)
            .flatMap { Int64(digits: $0.utf8) }.map { SeriesID($0) }
        filter.showsSeriesOnce = view == .list && filter.series == nil
        filter.search = query.string("q", atMost: EventFilter.longestSearch)
        page = PageRequest(
            limit: PageRequest.limits.upperBound,
            after: query.string("cursor", atMost: 100).flatMap { PageCursor($0) })
        day = query.string("from", atMost: 10).flatMap { LocalDate($0) }
        if view == .week {
            filter.to = week.advanced(by: 7).latestStart
            filter.from = max(week.earliestStart, now)
        } else if let day {
            filter.from = max(day.earliestStart, now)
        }
    }

    /// The day in UTC.
    var today: LocalDate { LocalDate(now, offset: 0) }

    /// The first of the seven days of the week's view.
    var week: LocalDate { day ?? today }

    /// The attribute of a link or form that stays in the frame of an embedded list.
    var target: HTML { path == "/" ? "" : " target=\"_self\"" }

    /// Whether the event belongs to the days of the query, by its own clock.
    func includes(_ event: Event) -> Bool {
        guard view == .week else { return day.map(event.ends(onOrAfter:)) ?? true }
        return event.ends(onOrAfter: week) && LocalDate(of: event) < week.advanced(by: 7)
    }

    /// The address of the list of all dates of a series, from the same day on.
    func address(of series: SeriesID) -> String {
        let day = view == .list ? day.map { "&from=\($0.text)" } ?? "" : ""
        return "\(path)?series_id=\(series.rawValue)\(day)"
    }

    /// The number of filters of the form apart from the search.
    var activeFilters: Int {
        [filter.kind != nil, filter.facilitator != nil, day != nil && view == .list]
            .filter(\.self).count
    }

    /// The path of the calendar with the events of this query, whatever the days.
    var calendar: String {
        var query = self
        query.day = nil
        let parts = query.address(as: .list, from: nil).split(separator: "?").dropFirst()
        return "/calendar.ics" + (parts.first.map { "?\($0)" } ?? "")
    }

    /// The address of the list with this query.
    func address(
        as other: View? = nil, from day: LocalDate?, after cursor: PageCursor? = nil
    ) -> String {
        var parts: [String] = []
        if (other ?? view) == .week { parts.append("view=week") }
        if let kind = filter.kind { parts.append("kind=\(kind.rawValue)") }
        if let facilitator = filter.facilitator {
            parts.append("facilitator_id=\(facilitator.rawValue)")
        }
        if let series = filter.series { parts.append("series_id=\(series.rawValue)") }
        if let day { parts.append("from=\(day.text)") }
        if let search = filter.search, !search.isEmpty {
            parts.append("q=\(PercentEncoding.encode(search))")
        }
        if let cursor { parts.append("cursor=\(cursor.text)") }
        return parts.isEmpty ? path : "\(path)?" + parts.joined(separator: "&")
    }
}
