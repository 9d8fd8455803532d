import BookingDomain
import BookingStore
import Credentials
import HTTP
import Paging
import SQLite

/// What anybody may see of the events.
struct EventRoutes: Sendable {
    /// Octets of lists that each loop keeps ready at most.
    private static let keptOctets = 4 << 20

    let store: Store
    private let answers = SnapshotCache<String, EventListAnswer>(capacity: keptOctets) {
        $0.utf8.count + $1.response.body.count
    }

    init(store: Store) {
        self.store = store
    }

    func add(to routes: inout Routes) {
        routes.get("/events", by: .anyone, list)
        routes.get("/events/{id}", by: .anyone, one)
    }

    /// The same query is answered with the same octets for as long as they are true.
    private func list(_ request: Request, _: Anyone) throws -> Response {
        let now = store.clock.now()
        let answer = try store.database.read(
            answers, request.head.query ?? "", while: { $0.lasting.contains(now) }
        ) { connection in
            var query = try QueryReader(request)
            let filter = EventFilter(&query)
            let page = PageRequest(&query)
            try query.finish()
            return EventListAnswer(
                try Events.listing(filter, page, at: now, on: connection))
        }
        return request.hasCurrent(answer.tag)
            ? .notModified(answer.tag).with(.cacheControl, "no-cache") : answer.response
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

/// A list of events, ready to be sent.
private struct EventListAnswer: Sendable {
    let lasting: EventListing.Lasting
    let tag: EntityTag
    let response: Response

    init(_ listing: EventListing) {
        lasting = listing.lasting
        let response = Response.json(listing.page)
        tag = .ofContent(response.body)
        self.response = response.with(.entityTag, tag.value).with(.cacheControl, "no-cache")
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
