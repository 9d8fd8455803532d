import BookingDomain
import BookingStore
import HTTP
import SQLite
import TextEncoding
import Timekeeping

/// The home page: upcoming events by day, as a list or as a week.
struct EventListPage {
    let events: Page<Event>
    let query: EventListQuery
    /// The choices of the filter.
    let facilitators: [Facilitator]
    /// The number of later dates of an event's series, in a list that shows a series once.
    var laterDates: [EventID: Int] = [:]
    let site: Site
    /// Whether the list is shown in a frame on a page of another site.
    var isEmbedded = false

    var page: PageLayout.Page {
        let content: HTML
        switch query.view {
        case .list: content = list
        case .week:
            content = EventWeek(events: events, query: query, site: site).html
        }
        if isEmbedded {
            return PageLayout.Page(
                title: Self.title, frame: site.centre.embedOrigins,
                content: """
                    <h1 class="visually-hidden">\(Self.title)</h1>
                    \(form.html)
                    \(content)
                    """)
        }
        let tagline: HTML = "<p dir=\"auto\">\(site.centre.tagline)</p>"
        return PageLayout.Page(
            title: Self.title, section: .events, script: "pages/events.js",
            summary: site.centre.summary,
            preview: SharePreview(
                path: "/", image: .init(site.centre.logo, orSky: "dawn-session", on: site)),
            content: """
                <div class="heading events-heading"><div>
                <h1>\(Self.title)</h1>
                \(tagline, if: !site.centre.tagline.isEmpty)
                </div></div>
                \(form.html)
                \(content)
                \(subscription)
                """)
    }

    private static let title = "What’s on"

    private var form: EventListForm {
        EventListForm(
            query: query, site: site, facilitators: facilitators,
            seriesTitle: events.items.first?.title)
    }

    /// The two views as links; they keep the other filters.
    static func views(of query: EventListQuery, on site: Site) -> HTML {
        func link(_ text: String, _ view: EventListQuery.View) -> HTML {
            """
            <a href="\(site.root)\(query.address(as: view, from: query.day))"\(query.target)\(" aria-current=\"true\"", if: view == query.view)>\(text)</a>
            """
        }
        return """
            <nav class="views" aria-label="View">\(link("List", .list))\(link("Week", .week))</nav>
            """
    }

    private var list: HTML {
        let days = EventDays(
            events.items, hasMore: events.next != nil, from: query.day, now: query.now)
        return """
            <div class="bar-of-days">\(strip(days))\(Self.views(of: query, on: site))</div>
            \(days.sections.isEmpty ? empty : "<div class=\"days\">\(days.sections.map(section))</div>")
            \(more(after: days))
            """
    }

    /// Links to the days of the page.
    private func strip(_ days: EventDays) -> HTML {
        var month: String?
        let links = days.sections.compactMap(\.day).map { day -> HTML in
            let date = day.date
            let name = String(date.monthName.prefix(3))
            let isNewMonth = date.monthName != month
            month = date.monthName
            return """
                \("<li class=\"strip-month\" aria-hidden=\"true\">\(name)</li>" as HTML, if: isNewMonth)\
                <li><a href="#d\(day.text)"\(query.target)>\(String(date.weekdayName.prefix(3)))\
                <b>\(date.day)</b><span class="visually-hidden">\(name)</span></a></li>

                """
        }
        return
            "<nav class=\"strip\" aria-label=\"Days\"><ul class=\"strip-days\">\(links)</ul></nav>"
    }

    private func section(_ section: EventDays.Section) -> HTML {
        let cards = section.events.map { event in
            EventCard(
                formatter: EventFormatter(event: event), site: site,
                isUnderWay: section.day == nil, moreDates: moreDates(after: event)
            ).html
        }
        guard let day = section.day else {
            return """
                <section class="day"><h2>Under way</h2><div class="events">\(cards)</div></section>
                """
        }
        let date = day.date
        return """
            <section class="day" id="d\(day.text)"><h2>\(date.dayAndMonth) <small>\(date.weekdayName)\
            \(" \(date.year)", if: date.year != query.today.date.year)</small></h2>
            <div class="events">\(cards)</div></section>
            """
    }

    /// The scheme of the first link opens a calendar program.
    private var subscription: HTML {
        let host = String(site.address.drop { $0 != ":" })
        return """
            <p class="quiet small subscription"><a href="webcal\(host)\(query.calendar)">Subscribe to this calendar</a>\
            , or give your calendar program <a href="\(site.address)\(query.calendar)">its address</a>.</p>
            """
    }

    private func moreDates(after event: Event) -> EventCard.MoreDates? {
        guard let series = event.seriesID, let count = laterDates[event.id] else { return nil }
        return .init(
            count: count, address: site.root + query.address(of: series), target: query.target)
    }

    private var empty: HTML {
        """
        <div class="card empty"><img src="\(site.asset("skies/dawn-session.svg"))" alt="">
        <h2>No events found</h2>
        <p>Try another search, another facilitator or an earlier day.</p>
        <a class="button" href="\(site.root)\(query.path)"\(query.target)>Show all events</a></div>
        """
    }

    private func more(after days: EventDays) -> HTML {
        guard let cursor = events.next else { return "" }
        let address =
            days.next.map { query.address(from: $0) }
            ?? query.address(from: query.day, after: cursor)
        return """
            <p class="more"><a class="button" href="\(site.root)\(address)"\(query.target)>More events</a></p>
            """
    }
}
