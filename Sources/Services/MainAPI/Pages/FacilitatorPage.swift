import BookingDomain
import TextEncoding
import Timekeeping

/// The public page of a facilitator: portrait, text and the events to come.
struct FacilitatorPage {
    /// The most events; a link leads to the others.
    static let maximumShown = 20

    let profile: PublicProfile
    /// The next events, soonest first, of each series one.
    let events: [Event]
    let hasMore: Bool
    /// The number of later dates of an event's series.
    let laterDates: [EventID: Int]
    let now: Timestamp
    let site: Site

    private var facilitator: Facilitator { profile.facilitator }

    var page: PageLayout.Page {
        PageLayout.Page(
            title: facilitator.name, section: .events, summary: summary,
            preview: SharePreview(
                path: "/f/\(facilitator.id)",
                image: .init(profile.picture, orSky: "morning-session", on: site)),
            content: """
                <a class="crumb" href="\(site.root)/">← All events</a>
                <div class="profile">\(portrait)<div><h1 dir="auto">\(facilitator.name)</h1>\(text)</div></div>
                <section class="stack"><h2>Events to come</h2>
                \(list)\(more, if: hasMore)</section>
                """)
    }

    private var summary: String {
        let first = profile.text.split(separator: "\n").first.map(String.init) ?? ""
        return first.isEmpty ? "Events with \(facilitator.name)." : String(first.prefix(200))
    }

    private var portrait: HTML {
        guard let picture = profile.picture else { return "" }
        return """
            <span class="picture portrait"><img class="cover" src="\(site.root)\(picture.path)" alt="" width="\(picture.width)" height="\(picture.height)"></span>
            """
    }

    private var text: HTML {
        profile.text.isEmpty ? "" : "<p class=\"prose\" dir=\"auto\">\(profile.text)</p>"
    }

    private var list: HTML {
        guard !events.isEmpty else { return "<p class=\"quiet\">There are none at the moment.</p>" }
        let cards = events.map { event in
            let dates = laterDates[event.id].flatMap { count in
                event.seriesID.map {
                    EventCard.MoreDates(
                        count: count, address: "\(site.root)/?series_id=\($0.rawValue)")
                }
            }
            return EventCard(
                formatter: EventFormatter(event: event), site: site,
                isUnderWay: event.startsAt <= now, hasDate: true, moreDates: dates
            ).html
        }
        return "<div class=\"events\">\(cards)</div>"
    }

    private var more: HTML {
        """
        <p class="more"><a class="button" href="\(site.root)/?facilitator_id=\(facilitator.id.rawValue)">All events</a></p>
        """
    }
}
