import BookingDomain
import HTTP
import Timekeeping

/// The page of an event, with the form that books it.
struct EventPage {
    let event: Event
    let now: Timestamp
    let assets: Assets
    /// Whether guests can pay online.
    let takesPayments: Bool

    private var formatter: EventFormatter { EventFormatter(event: event) }

    var page: PageLayout.Page {
        PageLayout.Page(
            title: event.title, section: .events, script: "pages/event.js", summary: summary,
            content: """
                <img class="glow" src="\(assets.base)/\(formatter.skyImage)" alt="">
                <a class="crumb" href="/">← All events</a>
                <article class="page">
                <div class="aside">
                <img class="cover" src="\(assets.base)/\(formatter.skyImage)" alt="" width="340" height="340">
                </div>
                <div>
                <p class="eyebrow">\(formatter.kind) with \(event.facilitator.name)</p>
                <h1>\(event.title)</h1>
                \(details)
                \(booking)
                \(description)
                \(refunds)
                </div>
                </article>
                """)
    }

    private var summary: String {
        "\(formatter.kind) with \(event.facilitator.name), \(formatter.days), \(formatter.price)."
    }

    private var details: HTML {
        let start = formatter.start
        return """
            <dl class="facts">
            <div><span class="leaf" aria-hidden="true"><small>\(String(start.monthName.prefix(3)))</small>\(start.day)</span>
            <div><dt class="visually-hidden">When</dt><dd><b>\(formatter.days)</b><br>
            <span class="quiet"><time datetime="\(event.startsAt.rfc3339)">\(formatter.hours)</time> · \(formatter.zoneNameAndOffset)</span>
            <span class="quiet small" id="visitor-time" data-starts="\(event.startsAt.rfc3339)" data-ends="\(event.endsAt.rfc3339)" data-zone="\(event.timeZone)" hidden></span></dd></div></div>
            \(place)
            <div>\(Self.personIcon)
            <div><dt class="visually-hidden">Facilitator</dt><dd><b>\(event.facilitator.name)</b><br>
            <a class="small quiet" href="/?facilitator_id=\(event.facilitator.id.rawValue)">More by this facilitator</a></dd></div></div>
            </dl>
            <p class="row small"><a href="/e/\(event.id.rawValue)/calendar.ics">Add to a calendar</a></p>
            """
    }

    private var place: HTML {
        guard !event.location.isEmpty else { return "" }
        return """
            <div>\(Self.pinIcon)<div><dt class="visually-hidden">Where</dt><dd><b>\(event.location)</b></dd></div></div>
            """
    }

    private var booking: HTML {
        let unit: HTML = event.price == 0 ? "" : " <small>a seat</small>"
        return """
            <section class="card booking" id="booking" aria-label="Booking" data-event="\(event.id.rawValue)" \
            data-price="\(event.price)" data-currency="\(event.currency.code)" data-left="\(event.seatsLeft)">
            <div class="spread"><p class="price">\(formatter.price)\(unit)</p><p class="small quiet" id="seats-left">\
            <span class="\(formatter.seats.style)">\(formatter.seats.text)</span>\(" of \(event.capacity)" as HTML, if: event.seatsLeft > 0)</p></div>
            \(refusal ?? form)
            </section>
            """
    }

    private var form: HTML {
        let maximum = min(event.seatsLeft, Seats.limits.upperBound)
        let options = (1...max(1, maximum)).map { count -> HTML in
            "<option value=\"\(count)\">\(count)</option>"
        }
        let label = event.price == 0 ? "Book" : "Book and pay"
        return """
            <form class="seats"><div><label for="seats">Seats</label>
            <select id="seats" name="seats">\(options)</select></div>
            <button class="button main">\(label)</button></form>
            <div id="outcome" class="stack"></div>
            <noscript><p class="hint">Booking on this page needs JavaScript. You can also book through the <a href="/docs">API</a>.</p></noscript>
            """
    }

    /// Why the event cannot be booked; nil if it can.
    private var refusal: HTML? {
        do {
            try event.checkOpenForBooking(at: now)
            try event.checkSeatsLeft(for: .one)
            guard event.price > 0, !takesPayments else { return nil }
            return """
                <p class="note">This event cannot be paid online. Ask the facilitator for a place.</p>
                """
        } catch {
            return """
                <p class="note \(event.status == .cancelled ? "bad" : "")">\(error.detail)</p>
                """
        }
    }

    private var description: HTML {
        guard !event.description.isEmpty else { return "" }
        return "<section><h2>About</h2><p class=\"prose\">\(event.description)</p></section>"
    }

    private var refunds: HTML {
        guard event.price > 0 else { return "" }
        let rows = formatter.refunds.map { share, condition -> HTML in
            "<li><b>\(share)</b><span>\(condition)</span></li>"
        }
        let policy: HTML =
            rows.isEmpty
            ? "<p>There is no refund if you cancel.</p>"
            : "<p class=\"quiet\">Your refund if you cancel:</p><ul class=\"policy\">\(rows)</ul>"
        return """
            <section class="stack"><h2>If you cannot come</h2>\(policy)
            <p class="small quiet">If the facilitator cancels, you get a full refund.</p></section>
            """
    }

    private static let pinIcon: HTML = """
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" aria-hidden="true">\
        <path d="M12 21s7-6.1 7-11.5a7 7 0 0 0-14 0C5 14.9 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/></svg>
        """
    private static let personIcon: HTML = """
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" aria-hidden="true">\
        <circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6"/></svg>
        """
}
