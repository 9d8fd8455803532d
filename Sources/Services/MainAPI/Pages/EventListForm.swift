import BookingDomain
import BookingStore
import TextEncoding
import Timekeeping

/// The search line of the list, with the other filters behind a button.
///
/// Only its buttons and Enter send it, so choosing with the arrow keys or typing a date does not
/// leave the page.
struct EventListForm {
    let query: EventListQuery
    let site: Site
    /// The choices of the filter.
    let facilitators: [Facilitator]
    /// The title of the series that the list is limited to; nil if it has no events.
    let seriesTitle: String?

    var html: HTML {
        let count = query.activeFilters
        let badge: HTML =
            count == 0
            ? ""
            : """
             <span class="count" aria-hidden="true">\(count)</span><span class="visually-hidden">\(count) active</span>
            """
        return """
            <form class="filters" action="\(site.root)\(query.path)"\(query.target) method="get" role="search" aria-label="Events" autocomplete="off">
            \("<input type=\"hidden\" name=\"view\" value=\"week\">" as HTML, if: query.view == .week)
            \(series)
            <div class="search"><label class="visually-hidden" for="q">Search</label>
            <input id="q" name="q" type="search" maxlength="\(EventFilter.longestSearch)" value="\(query.filter.search ?? "")" placeholder="Yoga, Berlin, silence …" enterkeyhint="search">
            <button class="search-button" aria-label="Search">\(Self.magnifier)</button></div>
            <details class="more-filters"><summary class="button">Filters\(badge)</summary>
            <div class="card panel">
            <fieldset class="choice"><legend>Kind</legend>\(kinds)</fieldset>
            <div class="field"><label for="facilitator">Facilitator</label>
            <select id="facilitator" name="facilitator_id"><option value="">All facilitators</option>\(names)</select></div>
            <div class="field"><label for="from">From</label>
            <input id="from" name="from" type="date" value="\(query.day?.text ?? "")"></div>
            <button class="button main wide">Show events</button>
            </div></details>
            </form>
            \(chips)
            """
    }

    /// Keeps the series while its dates are searched.
    private var series: HTML {
        guard let series = query.filter.series else { return "" }
        return "<input type=\"hidden\" name=\"series_id\" value=\"\(series.rawValue)\">"
    }

    private var kinds: [HTML] {
        let chosen = query.filter.kind?.rawValue ?? ""
        return [("", "All"), ("session", "Session"), ("retreat", "Retreat")].map { value, name in
            """
            <label><input type="radio" name="kind" value="\(value)"\
            \(" checked", if: value == chosen)><span>\(name)</span></label>
            """
        }
    }

    private var names: [HTML] {
        facilitators.map { facilitator in
            """
            <option value="\(facilitator.id.rawValue)"\
            \(" selected", if: facilitator.id == query.filter.facilitator)>\(facilitator.name)</option>
            """
        }
    }

    /// One link for each active filter, which leads to the list without it.
    private var chips: HTML {
        var chips: [HTML] = []
        func add(_ text: String, _ remove: (inout EventListQuery) -> Void) {
            var rest = query
            remove(&rest)
            chips.append(
                """
                <li><a class="chip" href="\(site.root)\(rest.address(from: rest.day))"\(query.target)><bdi>\(text)</bdi> <span aria-hidden="true">×</span>\
                <span class="visually-hidden">Remove this filter</span></a></li>

                """)
        }
        if query.filter.series != nil {
            add("\(seriesTitle ?? "One series"): all dates") { $0.filter.series = nil }
        }
        if let search = query.filter.search, !search.isEmpty {
            add("“\(search)”") { $0.filter.search = nil }
        }
        if let kind = query.filter.kind {
            add(kind == .session ? "Session" : "Retreat") { $0.filter.kind = nil }
        }
        if let facilitator = query.filter.facilitator {
            let name = facilitators.first { $0.id == facilitator }?.name
            add(name ?? "Unknown facilitator") { $0.filter.facilitator = nil }
        }
        if query.view == .list, let day = query.day {
            add("From \(day.date.dayAndMonth)") { $0.day = nil }
        }
        return chips.isEmpty
            ? "" : "<ul class=\"chips\" aria-label=\"Active filters\">\(chips)</ul>"
    }

    private static let magnifier: HTML = """
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">\
        <circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/></svg>
        """
}
