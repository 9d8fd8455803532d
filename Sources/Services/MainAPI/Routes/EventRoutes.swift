import BookingDomain
import BookingStore
import Credentials
import HTTP
import SQLite
import ServiceRuntime
import TextEncoding
import Timekeeping

/// The public list of events and their details.
struct EventRoutes: Sendable {
    let store: Store
    let lists: ResponseCache

    func add(to routes: inout Routes) {
        routes.getOrWait("/events", by: .anyone, list)
        routes.get("/events/{id}", by: .anyone, one)
    }

    /// A search does not run on the event loop.
    private func list(_ request: Request, _: Anyone) throws -> Routes.Handling {
        do {
            return .done(
                try lists.response(to: request) { tx in
                    var query = try QueryReader(request)
                    var filter = EventFilter(&query).withPastEvents
                    filter.showsSeriesOnce = query.integer("series_once", in: 0...1) == 1
                    let page = PageRequest(&query)
                    try query.finish()
                    guard filter.search == nil else { throw Search(filter: filter, page: page) }
                    let list = try tx.events.timedPage(filter, page)
                    return .init(.json(list.page), validity: list.validity)
                })
        } catch let search as Search {
            return .waiting { [store] in
                let found = try await store.backgroundReads.read { tx in
                    try tx.events.page(search.filter, search.page)
                }
                return Response.json(found).with(.cacheControl, "no-cache")
                    .unlessCurrent(for: request)
            }
        }
    }

    /// Thrown out of the cache's closure, because a search runs on a background thread.
    private struct Search: Error {
        let filter: EventFilter
        let page: PageRequest
    }

    private func one(_ request: Request, _: Anyone) throws -> Response {
        let id = EventID(try request.identifier("id"))
        let event = try store.database.lookUp { try $0.events.findPublished(id) }
        guard let event else { throw Refusal.notFound(.event) }
        return Response.json(event).indexed(as: event.visibility)
            .unlessCurrent(for: request, tag: event.entityTag)
    }
}

extension Event {
    /// The version for `If-Match`, and what changes without an edit: the free seats, the waiting list,
    /// the picture and the facilitator's name.
    var entityTag: EntityTag {
        let names = Array("\(picture?.name ?? "")\n\(facilitator.name)".utf8)
        let digest = Base64URL.encode(Array(SHA256.hash(names).bytes.prefix(6)))
        let list = "\(waitlist.waiting)\(waitlist.isOpen ? "" : "-closed")"
        return EntityTag("\(version)-\(seatsLeft)-\(list)-\(digest)")
    }
}

extension EventFilter {
    /// Reads the filter from a query; errors are reported by the reader's `finish`.
    init(_ query: inout QueryReader, defaultStatus: Status = .scheduled) {
        self.init()
        kind = query.choice("kind")
        facilitator = query.integer("facilitator_id", in: 1...Int64.max).map { FacilitatorID($0) }
        series = query.integer("series_id", in: 1...Int64.max).map { SeriesID($0) }
        from = query.timestamp("from")
        to = query.timestamp("to")
        search = query.string("q", atMost: Self.longestSearch)
        status = query.choice("status") ?? defaultStatus
    }

    /// The list of scheduled events starts now; the other lists include past events.
    fileprivate var withPastEvents: EventFilter {
        guard from == nil, status != .scheduled else { return self }
        var filter = self
        filter.from = .earliest
        return filter
    }
}
