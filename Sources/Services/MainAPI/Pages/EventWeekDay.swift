import BookingDomain
import TextEncoding
import Timekeeping

/// The events of one column of the week.
///
/// Events that differ only in their time of day are one item. A day with many items shows them in
/// short, and the last ones behind a fold, so that the column is no longer than a screen.
struct EventWeekDay {
    /// The events that are one item, in the order of their start.
    struct Item {
        var events: [Event]

        var first: EventFormatter { EventFormatter(event: events[0]) }
    }

    /// The most items with all their details.
    private static let maximumInFull = 4
    /// The most lines before the fold; an item in short has about three.
    private static let maximumLines = 24
    /// The most times of an item before its own fold.
    private static let maximumTimes = 12

    let items: [Item]
    let namesZone: Bool
    let site: Site

    init(_ events: [Event], namesZone: Bool, site: Site) {
        self.namesZone = namesZone
        self.site = site
        var items: [Item] = []
        var places: [Key: Int] = [:]
        for event in events {
            let key = Key(event)
            if let place = places[key] {
                items[place].events.append(event)
            } else {
                places[key] = items.count
                items.append(Item(events: [event]))
            }
        }
        self.items = items
    }

    /// The texts of an item, which its events share.
    private struct Key: Hashable {
        let title: [UInt8]
        let facilitator: FacilitatorID
        let kind: EventKind
        let timeZone: String
        let price: Int64
        let currency: String

        init(_ event: Event) {
            title = Array(event.title.utf8)
            facilitator = event.facilitator.id
            kind = event.kind
            timeZone = event.timeZone
            price = event.price
            currency = event.currency.code
        }
    }

    var html: HTML {
        let isCrowded = items.count > Self.maximumInFull
        var lines = 0
        let shown = items.prefix { item in
            lines += Self.lines(of: item)
            return lines <= Self.maximumLines
        }
        // A fold for one item is as long as the item.
        let count = items.count - shown.count > 1 ? shown.count : items.count
        let texts = items.map { html(of: $0, isShort: isCrowded) }
        return """
            <div><ul class="slots">\(Array(texts.prefix(count)))</ul>
            \(fold(Array(texts.dropFirst(count))))</div>
            """
    }

    private static func lines(of item: Item) -> Int {
        item.events.count == 1 ? 3 : 3 + (min(item.events.count, maximumTimes) + 2) / 3
    }

    private func fold(_ items: [HTML]) -> HTML {
        guard !items.isEmpty else { return "" }
        return """
            <details class="slot-fold"><summary class="button little">\(items.count) more</summary>\
            <ul class="slots">\(items)</ul></details>
            """
    }

    private func html(of item: Item, isShort: Bool) -> HTML {
        if item.events.count > 1 { return times(of: item, isShort: isShort) }
        return isShort ? short(item.first) : full(item.first)
    }

    private func full(_ formatter: EventFormatter) -> HTML {
        let event = formatter.event
        let seats = formatter.seatsAndWaiting
        return """
            <li><article class="slot \(formatter.kindStyle)" data-event="\(event.id.rawValue)"><p class="small quiet"><time datetime="\(event.startsAt.rfc3339)">\(formatter.slotTime)</time>\(zone(formatter))</p>
            <h4 dir="auto"><a href="\(site.root)/e/\(event.id.rawValue)">\(event.title)</a></h4>
            <p class="small quiet"><bdi>\(event.facilitator.name)</bdi></p>
            <p class="small"><b>\(formatter.price)</b> <span data-seats><span class="\(seats.style)">\(seats.text)</span></span></p></article></li>

            """
    }

    private func short(_ formatter: EventFormatter) -> HTML {
        let event = formatter.event
        return """
            <li><article class="slot short \(formatter.kindStyle)" data-event="\(event.id.rawValue)"><p class="small quiet"><time datetime="\(event.startsAt.rfc3339)">\(formatter.start.clock)</time>\(zone(formatter)) \(fewSeats(formatter))</p>
            <h4 dir="auto"><a href="\(site.root)/e/\(event.id.rawValue)">\(event.title)</a></h4></article></li>

            """
    }

    /// An item with a link for each time.
    private func times(of item: Item, isShort: Bool) -> HTML {
        let first = item.first
        let links = item.events.map { event -> HTML in
            let formatter = EventFormatter(event: event)
            return """
                <li data-event="\(event.id.rawValue)"><a href="\(site.root)/e/\(event.id.rawValue)"><time datetime="\(event.startsAt.rfc3339)">\(formatter.start.clock)</time></a>\(fewSeats(formatter))</li>

                """
        }
        let limit = links.count - Self.maximumTimes > 1 ? Self.maximumTimes : links.count
        let dottedZone: HTML = " · \(first.zoneName)"
        let details: HTML = """
            <p class="small quiet"><bdi>\(first.event.facilitator.name)</bdi>\(dottedZone, if: namesZone)</p>
            <p class="small"><b>\(first.price)</b></p>
            """
        let zoneAlone: HTML = "<p class=\"small quiet\">\(first.zoneName)</p>"
        return """
            <li><article class="slot \(first.kindStyle)\(" short" as HTML, if: isShort)"><h4 dir="auto">\(first.event.title)</h4>
            <ul class="times">\(Array(links.prefix(limit)))</ul>
            \(foldTimes(Array(links.dropFirst(limit))))\
            \(details, if: !isShort)\(zoneAlone, if: isShort && namesZone)</article></li>

            """
    }

    private func foldTimes(_ links: [HTML]) -> HTML {
        guard !links.isEmpty else { return "" }
        return """
            <details class="slot-fold"><summary class="button little">\(links.count) more times</summary>\
            <ul class="times">\(links)</ul></details>
            """
    }

    private func zone(_ formatter: EventFormatter) -> HTML {
        let name: HTML = " \(formatter.zoneName)"
        return namesZone ? name : ""
    }

    /// The seats if they are few. The script shows them by the same rule.
    private func fewSeats(_ formatter: EventFormatter) -> HTML {
        let (text, style) = formatter.seats
        let isFew = formatter.event.seatsLeft <= EventFormatter.fewSeats
        let tag: HTML = "<span class=\"\(style)\">\(text)</span>"
        return "<span data-seats=\"few\">\(tag, if: isFew)</span>"
    }
}
