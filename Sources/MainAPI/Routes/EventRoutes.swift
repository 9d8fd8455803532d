import BookingDomain
import BookingStore
import Credentials
import HTTP
import Paging

/// What anybody may see of the events.
struct EventRoutes: Sendable {
    let store: Store

    func add(to routes: inout Routes) {
        routes.get("/events", by: .anyone, list)
        routes.get("/events/{id}", by: .anyone, one)
    }

    private func list(_ request: Request, _: Anyone) throws -> Response {
        var query = try QueryReader(request)
        let filter = EventFilter(&query)
        let page = PageRequest(&query)
        try query.finish()
        let events = try store.read { connection, now in
            try Events.page(filter, page, at: now, on: connection)
        }
        let response = Response.json(events)
        return response.unlessCurrent(for: request, tag: .ofContent(response.body))
    }

    private func one(_ request: Request, _: Anyone) throws -> Response {
        let id = EventID(try request.identifier("id"))
        let event = try store.read { connection, now in
            try Events.find(id, at: now, on: connection)
        }
        guard let event else { throw Refusal.notFound(.event) }
        return Response.json(event).unlessCurrent(for: request, tag: event.entityTag)
    }
}

extension EventFilter {
    /// The filter that a query spells; what is wrong with it shows in the reader's `finish`.
    fileprivate init(_ query: inout QueryReader) {
        self.init()
        kind = query.choice("kind")
        facilitator = query.integer("facilitator_id", in: 1...Int64.max).map { FacilitatorID($0) }
        from = query.timestamp("from")
        to = query.timestamp("to")
        search = query.string("q", atMost: Self.longestSearch)
        status = query.choice("status") ?? .scheduled
        // Whoever asks for a time or for cancelled events wants past ones too.
        if from == nil, status == .cancelled { from = .earliest }
    }
}
