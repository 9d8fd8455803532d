import BookingDomain
import BookingStore
import HTTP
import SQLite
import Timekeeping

/// The home page: upcoming events by day, with a form that filters them.
struct EventListPage {
    let events: Page<Event>
    let query: EventListQuery
    /// The choices of the filter.
    let facilitators: [Facilitator]
    let assets: Assets

    var page: PageLayout.Page {
        PageLayout.Page(
            title: "Upcoming sessions and retreats", section: .events, script: "pages/events.js",
            content: """
                <div class="heading"><div>
                <h1>Sessions and retreats</h1>
                <p>An hour of yoga, an evening of breath, three days in the hills.</p>
                </div></div>
                \(filters)
                \(events.items.isEmpty ? empty : days)
                \(more)
                """)
    }

    private var filters: HTML {
        let kinds = [("", "All"), ("session", "Sessions"), ("retreat", "Retreats")]
        let chosen = query.filter.kind?.rawValue ?? ""
        let choices = kinds.map { value, name -> HTML in
            """
            <label><input type="radio" name="kind" value="\(value)"\
            \(" checked", if: value == chosen)><span>\(name)</span></label>
            """
        }
        let names = facilitators.map { facilitator -> HTML in
            """
            <option value="\(facilitator.id.rawValue)"\
            \(" selected", if: facilitator.id == query.filter.facilitator)>\(facilitator.name)</option>
            """
        }
        return """
            <form class="filters" action="/" method="get" role="search" aria-label="Events">
            <fieldset class="choice"><legend class="visually-hidden">Kind</legend>\(choices)</fieldset>
            <div class="search"><label for="q">Search</label>
            <input id="q" name="q" type="search" maxlength="100" value="\(query.filter.search ?? "")" placeholder="Yoga, Berlin, silence …"></div>
            <div><label for="facilitator">Facilitator</label>
            <select id="facilitator" name="facilitator_id"><option value="">All facilitators</option>\(names)</select></div>
            <div><label for="from">From</label>
            <input id="from" name="from" type="date" value="\(query.day)"></div>
            <button class="button">Show</button>
            </form>
            """
    }

    /// Events are sorted by start and grouped by the day in their own time zones.
    private var days: HTML {
        var sections: [HTML] = []
        var day: LocalTime?
        var cards: [HTML] = []
        for event in events.items {
            let formatter = EventFormatter(event: event)
            let start = formatter.start
            if let previous = day, !previous.isSameDay(as: start) {
                sections.append(section(previous, cards))
                cards = []
            }
            day = start
            cards.append(card(formatter))
        }
        if let day { sections.append(section(day, cards)) }
        return "<div class=\"days\">\(sections)</div>"
    }

    private func section(_ day: LocalTime, _ cards: [HTML]) -> HTML {
        """
        <section class="day"><h2>\(day.dayAndMonth) <small>\(day.weekdayName)\
        \(" \(day.year)", if: day.year != query.currentYear)</small></h2>
        <div class="events">\(cards)</div></section>
        """
    }

    private func card(_ formatter: EventFormatter) -> HTML {
        let event = formatter.event
        let place: HTML = event.location.isEmpty ? "" : " · \(event.location)"
        return """
            <article class="card event"><div>
            <p class="small quiet"><time datetime="\(event.startsAt.rfc3339)">\(formatter.shortTime)</time> · \(formatter.zoneName)</p>
            <h3><a href="/e/\(event.id.rawValue)">\(event.title)</a></h3>
            <p class="small quiet">\(event.facilitator.name)\(place)</p>
            <p class="terms"><b>\(formatter.price)</b><span>\(formatter.kind)</span>\
            <span class="\(formatter.seats.style)">\(formatter.seats.text)</span></p>
            </div><img class="cover" src="\(assets.base)/\(formatter.skyImage)" alt="" width="116" height="116" loading="lazy"></article>

            """
    }

    private var empty: HTML {
        """
        <div class="card empty"><img src="\(assets.base)/skies/dawn-session.svg" alt="">
        <h2>No events found</h2>
        <p>Try another search, another facilitator or an earlier day.</p>
        <a class="button" href="/">Show all events</a></div>
        """
    }

    private var more: HTML {
        guard let next = events.next else { return "" }
        return """
            <p class="more"><a class="button" href="\(query.address(after: next))">More events</a></p>
            """
    }
}
