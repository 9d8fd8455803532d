import BookingDomain
import SQLite
import TextEncoding
import Timekeeping

/// Seven days beside each other.
struct EventWeek {
    let events: Page<Event>
    let query: EventListQuery
    let site: Site

    var html: HTML {
        let days = EventDays(events.items, hasMore: false, from: query.week, now: query.now)
        let columns = (0..<7).map { column(query.week.advanced(by: $0), in: days) }
        let incomplete: HTML =
            events.next == nil
            ? ""
            : """
            <p class="note">This week has more events. Search or filter to see the others.</p>
            """
        return """
            <div class="bar-of-days"><nav class="weeks" aria-label="Weeks">
            \(link("← Earlier", to: max(query.week.advanced(by: -7), query.today), if: query.week > query.today))
            <h2>\(title)</h2>
            \(link("Later →", to: query.week.advanced(by: 7), if: true))</nav>
            \(EventListPage.views(of: query, on: site))</div>
            \(incomplete)
            <div class="week-frame"><div class="week">\(columns)</div></div>
            \(zoneNote)
            """
    }

    /// The names of the events' clocks.
    private var zones: Set<String> {
        Set(events.items.map { EventFormatter(event: $0).zoneName })
    }

    /// Names the clock once if all events have the same; otherwise each event names its own.
    private var zoneNote: HTML {
        guard zones.count == 1, let zone = zones.first else { return "" }
        return "<p class=\"small quiet spaced\">Times are in \(zone).</p>"
    }

    private var title: String {
        let (first, last) = (query.week.date, query.week.advanced(by: 6).date)
        let month = first.monthName == last.monthName ? "" : " \(first.monthName.prefix(3))"
        let year = last.year == query.today.date.year ? "" : " \(last.year)"
        return "\(first.day)\(month) – \(last.day) \(last.monthName.prefix(3))\(year)"
    }

    private func link(_ text: String, to day: LocalDate, if condition: Bool) -> HTML {
        guard condition else { return "" }
        return
            "<a class=\"button little\" href=\"\(site.root)\(query.address(from: day))\"\(query.target)>\(text)</a>"
    }

    /// Events that have begun before the week are in its first column that is not over.
    private func column(_ day: LocalDate, in days: EventDays) -> HTML {
        let current = max(query.week, query.today)
        let shown = days.sections.filter { ($0.day ?? current) == day }.flatMap(\.events)
        let date = day.date
        let list = EventWeekDay(shown, namesZone: zones.count > 1, site: site).html
        let none: HTML = "<p class=\"small quiet\">No events</p>"
        return """
            <section class="week-day\(" quiet-day" as HTML, if: shown.isEmpty)"><h3 class="week-name"\(" aria-current=\"date\"", if: day == query.today)>\
            <span>\(String(date.weekdayName.prefix(3)))</span> <b>\(date.day)</b><span class="visually-hidden"> \(date.monthName)</span></h3>
            \(shown.isEmpty ? none : list)</section>
            """
    }
}
