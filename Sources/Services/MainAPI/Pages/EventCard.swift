import BookingDomain
import TextEncoding
import Timekeeping

/// An event in the list: picture and texts, with the price and the way to book at the edge.
struct EventCard {
    let formatter: EventFormatter
    let site: Site
    /// Whether it has begun, so that it cannot be booked.
    var isUnderWay = false
    /// Whether the card has its date, for lists that are not by day.
    var hasDate = false
    /// The later dates of its series; nil if the list has them, or there are none.
    var moreDates: MoreDates?

    struct MoreDates {
        let count: Int
        /// That of a list of all dates.
        let address: String
        /// The attribute of a link that stays in the frame of an embedded list.
        var target = HTML()
    }

    private var event: Event { formatter.event }
    private var address: String { "\(site.root)/e/\(event.id)" }

    private var seats: (text: String, style: HTML) { formatter.seatsAndWaiting }
    private var isFull: Bool { event.seatsLeft <= 0 }
    private var hasStep: Bool { !isUnderWay && (!isFull || event.waitlist.isOpen) }

    var html: HTML {
        """
        <article class="card event" data-event="\(event.id.rawValue)">
        \(formatter.picture(site, size: 116, isLazy: true))
        <div class="event-text">
        <p class="small quiet">\("<span class=\"tag\">Retreat</span> " as HTML, if: event.kind == .retreat)\
        <time datetime="\(event.startsAt.rfc3339)">\(date, if: hasDate)\(formatter.shortTime)</time> · \(formatter.zoneName)</p>
        <h3 dir="auto"><a href="\(address)">\(event.title)</a></h3>
        <p class="small quiet"><bdi>\(event.facilitator.name)</bdi>\(place)</p>
        \(datesLink)</div>
        <div class="event-edge"><p class="event-price">\(formatter.price)</p>
        <p class="small quiet" data-seats><span class="\(seats.style)">\(seats.text)</span></p>
        <a class="button little" href="\(address)#booking"\(" hidden" as HTML, if: !hasStep)>\(isFull ? "Join the waiting list" : "Book")<span class="visually-hidden"> \(event.title)</span></a></div>
        </article>

        """
    }

    private var date: HTML { "\(formatter.start.shortDate) \(formatter.start.year), " }

    private var datesLink: HTML {
        guard let moreDates else { return "" }
        let dates = moreDates.count == 1 ? "1 more date" : "\(moreDates.count) more dates"
        return """
            <p class="small event-dates"><a href="\(moreDates.address)"\(moreDates.target)>and \(dates)<span class="visually-hidden"> of \(event.title)</span></a></p>
            """
    }

    private var place: HTML {
        event.location.isEmpty ? "" : " · <bdi>\(event.location)</bdi>"
    }
}
