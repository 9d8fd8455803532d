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

/// The web pages and their assets.
struct PageRoutes: Sendable {
    let store: Store
    let layout: PageLayout
    let calendar: CalendarPublisher
    /// Whether guests can pay online.
    let takesPayments: Bool

    func add(to routes: inout Routes) {
        routes.getOrWait("/", by: .anyone, isPage: true, events)
        routes.get("/e/{id}", by: .anyone, isPage: true, event)
        routes.get("/e/{id}/calendar.ics", by: .anyone, calendarEntry)
        for page in ApplicationPage.all {
            routes.get(page.pattern, by: .anyone, isPage: true) { request, _ throws -> Response in
                layout.response(page.page(on: layout.site), to: request)
            }
        }
        routes.get("/favicon.ico", by: .anyone) { request, _ throws -> Response in
            try layout.site.assets.icon(for: request)
        }
        routes.get("/assets/{digest}/{file}", by: .anyone, asset)
        routes.get("/assets/{digest}/{folder}/{file}", by: .anyone, asset)
    }

    /// A search does not run on the event loop.
    private func events(_ request: Request, _: Anyone) throws -> Routes.Handling {
        let query = try EventListQuery(request, now: store.clock.now())
        let read: @Sendable (Transaction) throws -> EventListPage = { [layout, calendar] tx in
            let events = try tx.events.page(query.filter, query.page, where: query.includes)
            return EventListPage(
                events: events, query: query, facilitators: try tx.facilitators.all(),
                laterDates: query.filter.showsSeriesOnce
                    ? try tx.events.laterDates(of: events.items) : [:],
                site: layout.site, address: calendar.address.text)
        }
        guard query.filter.search == nil else {
            return .waiting { [store, layout] in
                layout.response(try await store.backgroundReads.read(read).page, to: request)
            }
        }
        return .done(layout.response(try store.read(read).page, to: request))
    }

    private func event(_ request: Request, _: Anyone) throws -> Response {
        let event = try find(request)
        let page = EventPage(
            event: event, now: store.clock.now(), site: layout.site,
            takesPayments: takesPayments, dates: try dates(of: event))
        return layout.response(page.page, to: request)
    }

    private func dates(of event: Event) throws -> SeriesDateList? {
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
            takesPayments: takesPayments, site: layout.site)
    }

    private func calendarEntry(_ request: Request, _: Anyone) throws -> Response {
        let event = try find(request)
        let entry = CalendarEntry(
            event: event, source: try store.read { try calendar.source(in: $0) },
            now: store.clock.now())
        return entry.response(named: "event.ics").with(.cacheControl, "no-cache")
            .indexed(as: event.visibility)
    }

    private func asset(_ request: Request, _: Anyone) throws -> Response {
        let folder = request.parameters["folder"].map { $0 + "/" } ?? ""
        let path = folder + (request.parameters["file"] ?? "")
        let digest = request.parameters["digest"]
        guard let response = layout.site.assets.response(to: request, digest: digest, path: path)
        else {
            throw Problem.notFound
        }
        return response
    }

    private func find(_ request: Request) throws -> Event {
        let id = EventID(try request.identifier("id"))
        guard let event = try store.read({ try $0.events.findPublished(id) }) else {
            throw Refusal.notFound(.event)
        }
        return event
    }
}
