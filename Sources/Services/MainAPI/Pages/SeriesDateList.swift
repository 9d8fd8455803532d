import BookingDomain
import TextEncoding
import Timekeeping

/// The dates of an event's series on its page.
///
/// The links lead to the page of each date. The script adds what books several of them at once.
struct SeriesDateList {
    /// The most dates; a link leads to the others.
    static let maximumShown = 12

    /// The next dates, soonest first.
    let events: [Event]
    let hasMore: Bool
    /// The event of the page.
    let event: Event
    let now: Timestamp
    /// Whether guests can pay online.
    let takesPayments: Bool
    let site: Site

    /// Empty if the page's event is the only date.
    var html: HTML {
        guard let series = event.seriesID, events.contains(where: { $0.id != event.id }) else {
            return ""
        }
        let all: HTML = """
            <p><a class="button little" href="\(site.root)/?series_id=\(series.rawValue)">All dates</a></p>
            """
        return """
            <section class="stack" id="dates" data-series="\(series.rawValue)" data-event="\(event.id.rawValue)"\(" data-offline" as HTML, if: !takesPayments)>\
            <h2>Dates</h2>
            <ul class="other-dates">\(events.map(row))</ul>
            \(all, if: hasMore)
            </section>
            """
    }

    private func row(_ date: Event) -> HTML {
        let formatter = EventFormatter(event: date)
        let isOwn = date.id == event.id
        let isSamePrice = date.price == event.price && date.currency == event.currency
        let own: HTML = " <span class=\"tag\">This date</span>"
        let price: HTML = " · <b>\(formatter.price)</b>"
        let seats: HTML = "<span class=\"\(formatter.seats.style)\">\(formatter.seats.text)</span>"
        let waitlist: HTML =
            " <a href=\"\(site.root)/e/\(date.id.rawValue)#booking\">Waiting list<span class=\"visually-hidden\">, \(day(formatter))</span></a>"
        let hasWaitlist = date.seatsLeft <= 0 && date.waitlist.isOpen
        return """
            <li data-date="\(date.id.rawValue)"><div class="date-text">\
            <a href="\(site.root)/e/\(date.id.rawValue)"\(" aria-current=\"page\"", if: isOwn)>\(day(formatter))</a>\(own, if: isOwn)\
            <p class="small quiet"><time datetime="\(date.startsAt.rfc3339)">\(formatter.shortTime)</time>\
            \(" · \(formatter.zoneName)", if: date.timeZone != event.timeZone)\(price, if: !isSamePrice)</p></div>\
            <p class="small quiet" data-seats>\(seats)\(waitlist, if: hasWaitlist)</p></li>

            """
    }

    private func day(_ formatter: EventFormatter) -> String {
        let start = formatter.start
        let isThisYear = start.year == LocalTime(now, in: event.timeZone).year
        return isThisYear ? start.shortDate : "\(start.shortDate) \(start.year)"
    }
}
