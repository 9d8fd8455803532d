import BookingDomain
import TextEncoding
import Timekeeping

/// An event in the list: picture and texts, with the price and the way to book at the edge.
struct EventCard {
    let formatter: EventFormatter
    let assets: Assets
    /// Whether it has begun, so that it cannot be booked.
    var isUnderWay = false

    private var event: Event { formatter.event }
    private var address: String { "/e/\(event.id)" }

    var html: HTML {
        """
        <article class="card event" data-event="\(event.id.rawValue)">
        \(formatter.picture(assets, size: 116, isLazy: true))
        <div class="event-text">
        <p class="small quiet">\("<span class=\"tag\">Retreat</span> " as HTML, if: event.kind == .retreat)\
        <time datetime="\(event.startsAt.rfc3339)">\(formatter.shortTime)</time> · \(formatter.zoneName)</p>
        <h3 dir="auto"><a href="\(address)">\(event.title)</a></h3>
        <p class="small quiet"><bdi>\(event.facilitator.name)</bdi>\(place)</p>
        </div>
        <div class="event-edge"><p class="event-price">\(formatter.price)</p>
        <p class="small quiet" data-seats><span class="\(formatter.seats.style)">\(formatter.seats.text)</span></p>
        <a class="button little" href="\(address)#booking"\(" hidden" as HTML, if: event.seatsLeft <= 0 || isUnderWay)>Book<span class="visually-hidden"> \(event.title)</span></a></div>
        </article>

        """
    }

    /// The event in one column of the week.
    func small(namesZone: Bool) -> HTML {
        """
        <li><article class="slot \(formatter.kindStyle)" data-event="\(event.id.rawValue)"><p class="small quiet"><time datetime="\(event.startsAt.rfc3339)">\(formatter.slotTime)</time>\(" \(formatter.zoneName)", if: namesZone)</p>
        <h4 dir="auto"><a href="\(address)">\(event.title)</a></h4>
        <p class="small quiet"><bdi>\(event.facilitator.name)</bdi></p>
        <p class="small"><b>\(formatter.price)</b> <span data-seats><span class="\(formatter.seats.style)">\(formatter.seats.text)</span></span></p></article></li>

        """
    }

    private var place: HTML {
        event.location.isEmpty ? "" : " · <bdi>\(event.location)</bdi>"
    }
}
