import BookingDomain
import BookingStore
import HTTP
import SQLite
import Timekeeping

extension Response {
    /// A calendar in the format of RFC 5545.
    static func calendar(_ bytes: [UInt8]) -> Response {
        Response(.ok, type: "text/calendar; charset=utf-8", body: bytes)
    }
}

extension CalendarEntry {
    /// The entry as a file to download.
    func response(named name: String) -> Response {
        .calendar(object.bytes)
            .with(.contentDisposition, FieldValue("attachment; filename=\"\(name)\""))
    }
}

/// The web pages of events and of people.
struct PageRoutes: Sendable {
    let store: Store
    let pages: Pages
    let calendar: CalendarPublisher
    /// Whether guests can pay online.
    let takesPayments: Bool

    func add(to routes: inout Routes) {
        routes.getOrWait("/", by: .anyone, isPage: true, events)
        routes.getOrWait("/embed", by: .anyone, isPage: true, embeddedEvents)
        routes.get("/f/{id}", by: .anyone, isPage: true, facilitator)
        routes.get("/e/{id}", by: .anyone, isPage: true, event)
        routes.get("/e/{id}/calendar.ics", by: .anyone, calendarEntry)
        for page in ApplicationPage.all {
            routes.get(page.pattern, by: .anyone, isPage: true) { request, _ throws -> Response in
                let layout = try pages.layout()
                return layout.response(page.page(on: layout.site), to: request)
            }
        }
    }

    private func events(_ request: Request, _: Anyone) throws -> Routes.Handling {
        try list(EventListQuery(request, now: store.clock.now()), for: request)
    }

    /// The list for frames of other sites.
    private func embeddedEvents(_ request: Request, _: Anyone) throws -> Routes.Handling {
        try list(
            EventListQuery(request, at: "/embed", now: store.clock.now()), isEmbedded: true,
            for: request)
    }

    /// A search does not run on the event loop.
    private func list(
        _ query: EventListQuery, isEmbedded: Bool = false, for request: Request
    ) throws -> Routes.Handling {
        let layout = try pages.layout()
        let read: @Sendable (Transaction) throws -> EventListPage = { tx in
            let events = try tx.events.page(query.filter, query.page, where: query.includes)
            return EventListPage(
                events: events, query: query, facilitators: try tx.facilitators.all(),
                laterDates: query.filter.showsSeriesOnce
                    ? try tx.events.laterDates(of: events.items) : [:],
                site: layout.site, isEmbedded: isEmbedded)
        }
        guard query.filter.search == nil else {
            return .waiting { [store] in
                layout.response(try await store.backgroundReads.read(read).page, to: request)
            }
        }
        return .done(layout.response(try store.read(read).page, to: request))
    }

    private func event(_ request: Request, _: Anyone) throws -> Response {
        let event = try find(request)
        let layout = try pages.layout()
        let now = store.clock.now()
        let page = EventPage(
            event: event, createdAt: try store.read { try $0.events.createdAt(event.id) } ?? now,
            now: now, site: layout.site, takesPayments: takesPayments,
            dates: try dates(of: event, on: layout.site))
        return layout.response(page.page, to: request)
    }

    private func dates(of event: Event, on site: Site) throws -> SeriesDateList? {
        guard let series = event.seriesID else { return nil }
        let now = store.clock.now()
        let limit = SeriesDateList.maximumShown
        let (events, hasMore) = try store.read { tx in
            let first = try tx.events.dates(of: series, atMost: limit)
            guard first.hasMore, event.startsAt > now,
                !first.events.contains(where: { $0.id == event.id })
            else { return first }
            // Later dates begin with the page's own if as many follow, so that each can be booked
            // with others.
            let later = try tx.events.dates(of: series, from: event.startsAt, atMost: limit)
            if later.events.count == limit { return (later.events, true) }
            return (try tx.events.lastDates(of: series, atMost: limit), true)
        }
        return SeriesDateList(
            events: events, hasMore: hasMore, event: event, now: now,
            takesPayments: takesPayments, site: site)
    }

    private func calendarEntry(_ request: Request, _: Anyone) throws -> Response {
        let event = try find(request)
        let entry = CalendarEntry(
            event: event, source: try store.read { try calendar.source(in: $0) },
            now: store.clock.now())
        return entry.response(named: "event.ics").with(.cacheControl, "no-cache")
            .indexed(as: event.visibility)
    }

    private func facilitator(_ request: Request, _: Anyone) throws -> Response {
        let id = FacilitatorID(try request.identifier("id"))
        let layout = try pages.layout()
        var filter = EventFilter()
        filter.facilitator = id
        filter.showsSeriesOnce = true
        let page = try store.read { [filter] tx -> FacilitatorPage? in
            guard let profile = try tx.facilitators.publicProfile(of: id) else { return nil }
            let events = try tx.events.page(
                filter, PageRequest(limit: FacilitatorPage.maximumShown))
            return FacilitatorPage(
                profile: profile, events: events.items, hasMore: events.next != nil,
                laterDates: try tx.events.laterDates(of: events.items), now: tx.now,
                site: layout.site)
        }
        guard let page else { throw Problem.notFound }
        return layout.response(page.page, to: request)
    }

    private func find(_ request: Request) throws -> Event {
        let id = EventID(try request.identifier("id"))
        guard let event = try store.read({ try $0.events.findPublished(id) }) else {
            throw Refusal.notFound(.event)
        }
        return event
    }
}
