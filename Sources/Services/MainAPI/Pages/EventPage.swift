import BookingDomain
import HTTP
import TextEncoding
import Timekeeping

/// The page of an event, with the form that books it.
struct EventPage {
    let event: Event
    let createdAt: Timestamp
    let now: Timestamp
    let site: Site
    /// Whether guests can pay online.
    let takesPayments: Bool
    /// The dates of the event's series; nil for a single event.
    let dates: SeriesDateList?

    private var formatter: EventFormatter { EventFormatter(event: event) }

    var page: PageLayout.Page {
        PageLayout.Page(
            title: event.title, section: .events, script: "pages/event.js", summary: summary,
            isIndexed: event.visibility == .public, preview: preview,
            metadata: event.visibility == .public ? metadata.html : "",
            content: """
                <img class="glow" src="\(site.asset(formatter.skyImage))" alt="">
                <a class="crumb" id="back" href="\(site.root)/">← All events</a>
                <article class="page">
                <div class="page-main">
                <p class="eyebrow">\(formatter.kind) with <bdi>\(event.facilitator.name)</bdi></p>
                <h1 dir="auto">\(event.title)</h1>
                \(formatter.picture(site, size: 640))
                \(facts)
                \(description)
                </div>
                <div class="page-side">\(booking)</div>
                <div class="page-rest">\(dates?.html ?? "")\(refunds)</div>
                </article>
                \(foot)
                """)
    }

    private var preview: SharePreview {
        SharePreview(
            path: "/e/\(event.id)",
            image: .init(event.picture, orSky: formatter.sky, on: site))
    }

    private var metadata: EventMetadata {
        EventMetadata(
            event: event, createdAt: createdAt, now: now, summary: summary,
            image: preview.image.url, site: site)
    }

    private var summary: String {
        "\(formatter.kind) with \(event.facilitator.name), \(formatter.days), \(formatter.price)."
    }

    /// The script fills the line of the visitor's time, whose height is reserved.
    private var facts: HTML {
        let start = formatter.start
        return """
            <dl class="facts">
            <div><dt><span class="leaf" aria-hidden="true"><small>\(String(start.monthName.prefix(3)))</small>\(start.day)</span>\
            <span class="visually-hidden">When</span></dt>
            <dd><b>\(formatter.days)</b><br>
            <span class="quiet"><time datetime="\(event.startsAt.rfc3339)">\(formatter.hours)</time> · \(formatter.zoneNameAndOffset)</span>
            <span class="quiet small" id="visitor-time" data-starts="\(event.startsAt.rfc3339)" data-ends="\(event.endsAt.rfc3339)" data-zone="\(event.timeZone)"></span></dd></div>
            \(place)
            <div><dt>\(Self.personIcon)<span class="visually-hidden">Facilitator</span></dt>
            <dd><b><a class="plain" href="\(site.root)/f/\(event.facilitator.id.rawValue)"><bdi>\(event.facilitator.name)</bdi></a></b><br>
            <a class="small quiet" href="\(site.root)/?facilitator_id=\(event.facilitator.id.rawValue)">More by this facilitator</a></dd></div>
            </dl>
            """
    }

    private var place: HTML {
        guard !event.location.isEmpty else { return "" }
        return """
            <div><dt>\(Self.pinIcon)<span class="visually-hidden">Where</span></dt><dd><b><bdi>\(event.location)</bdi></b></dd></div>
            """
    }

    private var booking: HTML {
        """
        <section class="card booking" id="booking" tabindex="-1" aria-label="Booking" data-event="\(event.id.rawValue)" \
        data-price="\(event.price)" data-currency="\(event.currency.code)"\(" data-offline" as HTML, if: !canBePaid)>
        <div class="spread"><p class="price">\(formatter.price)\(unit)</p><p class="small quiet" id="seats-left">\
        <span class="\(seats.style)">\(seats.text)</span>\(" of \(event.capacity)" as HTML, if: event.seatsLeft > 0)</p></div>
        \(refusals)
        \(form)
        \(end)
        <div id="outcome" class="stack"></div>
        \(waitlist.html)
        <p class="calendar"><a class="small" href="\(site.root)/e/\(event.id.rawValue)/calendar.ics">Add to calendar</a></p>
        </section>
        """
    }

    private var seats: (text: String, style: HTML) { formatter.seatsAndWaiting }

    private var waitlist: WaitlistSection {
        let isOpen: Bool
        switch refusal {
        case nil, .eventFull?: isOpen = canBePaid
        default: isOpen = false
        }
        return WaitlistSection(event: event, isBookable: isOpen, site: site)
    }

    private var unit: HTML { event.price == 0 ? "" : " <small>a seat</small>" }

    private var canBePaid: Bool { event.price == 0 || takesPayments }

    /// Without its script the form leads to the page for logging in, which says that it needs scripts.
    private var form: HTML {
        let maximum = min(event.seatsLeft, Seats.limits.upperBound)
        let options = (1...max(1, maximum)).map { count -> HTML in
            "<option value=\"\(count)\">\(count)</option>"
        }
        return """
            <form class="seats" id="book-form" action="\(site.root)/login"\(" hidden" as HTML, if: refusal != nil || !canBePaid)>\
            <input type="hidden" name="next" value="/e/\(event.id.rawValue)">
            <div><label for="seats">Seats</label>
            <select id="seats" name="seats">\(options)</select></div>
            <button class="button main">\(event.price == 0 ? "Book" : "Book and pay")</button></form>
            <noscript><p class="hint">Booking on this page needs JavaScript.</p></noscript>
            """
    }

    /// The last moment to book, while it matters.
    private var end: HTML {
        guard let closesAt = event.bookingClosesAt else { return "" }
        let time = LocalTime(closesAt, in: event.timeZone)
        return """
            <p class="small quiet spaced" id="booking-end"\(" hidden" as HTML, if: refusal != nil || !canBePaid)>\
            Book until <time datetime="\(closesAt.rfc3339)">\(time.shortDate) \(time.year), \(time.clock)</time>, \(formatter.zoneName).</p>
            """
    }

    /// The price and the button, always in sight at the foot of a narrow window.
    private var foot: HTML {
        let waitlistLink: HTML =
            "<a class=\"button main step\" href=\"#booking\">Waiting list</a>"
        return """
            <div class="foot" id="foot" role="region" aria-label="Book this event">
            <p><b>\(formatter.price)\(unit)</b><br><span class="small quiet" data-seats>\(seats.text)</span></p>
            <button class="button main" form="book-form"\(" hidden" as HTML, if: refusal != nil || !canBePaid)>Book</button>\
            \(waitlistLink, if: waitlist.isShown && event.seatsLeft <= 0)
            </div>
            """
    }

    /// Why the event cannot be booked; nil if it can.
    private var refusal: Refusal? {
        do {
            try event.checkOpenForBooking(at: now)
            try event.checkSeatsLeft(for: .one)
            return nil
        } catch {
            return error
        }
    }

    /// The reasons against a booking, of which the script shows the one that holds.
    private var refusals: HTML {
        let current = refusal?.code ?? (canBePaid ? nil : "not_payable")
        let reasons: [Refusal] = [
            .eventCancelled, .eventPast, .eventStarted, .bookingClosed, .eventFull(seatsLeft: 0),
        ]
        let notes =
            reasons.map { ($0.code, detail(of: $0)) } + [
                (
                    "not_payable",
                    "This event cannot be paid online. Ask the facilitator for a place."
                )
            ]
        let paragraphs = notes.map { code, text -> HTML in
            """
            <p class="note\(" bad" as HTML, if: code == Refusal.eventCancelled.code)" data-refusal="\(code)"\(" hidden" as HTML, if: code != current)>\(text)</p>

            """
        }
        return "\(paragraphs)"
    }

    private func detail(of refusal: Refusal) -> String {
        let reason = refusal == .eventCancelled ? event.details.cancellationReason : nil
        return reason.map { "\(refusal.detail) \($0.sentence)" } ?? refusal.detail
    }

    private var description: HTML {
        guard !event.description.isEmpty else { return "" }
        return """
            <section><h2>About</h2><p class="prose" dir="auto">\(event.description)</p></section>
            """
    }

    private var refunds: HTML {
        guard event.price > 0 else { return "" }
        let tiers = formatter.refunds
        let rows = tiers.map { tier -> HTML in
            let more: HTML = "<br><b>\(tier.shareIfFilled ?? "")</b> if your place is taken again"
            return """
                <li><b>\(tier.share)</b><span>\(tier.condition)\(more, if: tier.shareIfFilled != nil)</span></li>
                """
        }
        let meaning: HTML = """
            <p class="small quiet">Your place is taken again when all seats are booked, yours included, \
            before the event starts. Earlier cancellations come first.</p>
            """
        let policy: HTML =
            rows.isEmpty
            ? "<p>There is no refund if you cancel.</p>"
            : "<p class=\"quiet\">Your refund if you cancel:</p><ul class=\"policy\">\(rows)</ul>"
        return """
            <section class="stack"><h2>If you cannot come</h2>\(policy)
            \(meaning, if: tiers.contains { $0.shareIfFilled != nil })
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
