import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import Observability
import SQLite
import ServiceContract
import ServiceRuntime

/// The center's settings, and what its owner sees of all events, bookings, guests and money.
struct CentreRoutes: Sendable {
    let store: Store
    let erasure: AccountErasure

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        routes.get("/centre", by: .anyone, show)
        routes.get("/facilitators/{id}", by: .anyone, facilitator)
        routes.get(.init(InternalPath.centre), by: peer, settings)
        routes.put(.init(InternalPath.centre), by: peer, bodyLimit: 1_048_576, change)
        routes.get(.init(InternalPath.guests), by: peer, guests)
        routes.delete(.init(InternalPath.guestPattern), by: peer, bodyLimit: 0, erase)
        routes.post(
            .init(InternalPath.guestConfirmationPattern), by: peer, bodyLimit: 4_096,
            requestConfirmation)
        routes.get(.init(InternalPath.allEvents), by: peer, events)
        routes.get(.init(InternalPath.allBookings), by: peer, bookings)
        routes.get(.init(InternalPath.allRefunds), by: peer, refunds)
        routes.get(.init(InternalPath.allLetters), by: peer, letters)
        routes.get(.init(InternalPath.allMoney), by: peer, money)
    }

    private func show(_ request: Request, _: Anyone) throws -> Response {
        Response.json(try store.centre()).with(.cacheControl, "no-cache")
            .unlessCurrent(for: request)
    }

    private func facilitator(_ request: Request, _: Anyone) throws -> Response {
        let id = FacilitatorID(try request.identifier("id"))
        guard let profile = try store.read({ try $0.facilitators.publicProfile(of: id) }) else {
            throw Problem.notFound
        }
        return Response.json(profile).with(.cacheControl, "no-cache").unlessCurrent(for: request)
    }

    private func settings(_ request: Request, _: PeerService) throws -> Response {
        let centre = try store.centre()
        return Response.json(centre).unlessCurrent(for: request, tag: centre.entityTag)
    }

    private func change(_ request: Request, _: PeerService) async throws -> Response {
        let fields = CentreFields(try request.jsonObject())
        let versions = try request.expectedVersions()
        return try await store.respond(to: request, by: .owner) { tx in
            try tx.centre.change(fields, expectedVersions: versions)
        } response: { centre in
            .json(centre).with(.entityTag, centre.entityTag.value)
        }
    }

    private func guests(_ request: Request, _: PeerService) async throws -> Response {
        var query = try QueryReader(request)
        let search = query.string("q", atMost: EventFilter.longestSearch)
        let page = PageRequest(&query)
        try query.finish()
        return .json(
            try await store.backgroundReads.read { try $0.users.page(search: search, page) })
    }

    private func erase(_ request: Request, _: PeerService) async throws -> Response {
        try await erasure.erase(UserID(try request.identifier("user_id")), generation: nil)
        return Response(.noContent)
    }

    private func requestConfirmation(_ request: Request, _: PeerService) async throws -> Response {
        try request.requireNoFields()
        let guest = UserID(try request.identifier("user_id"))
        try await store.write { try $0.requestConfirmation(by: guest) }
        return Response(.accepted)
    }

    private func events(_ request: Request, _: PeerService) async throws -> Response {
        var query = try QueryReader(request)
        let filter = EventFilter(&query, defaultStatus: .all).withHidden
        let page = PageRequest(&query)
        try query.finish()
        let events = try await store.backgroundReads.read { try $0.events.page(filter, page) }
        return .json(events.map(FacilitatorEvent.init(event:)))
    }

    private func bookings(_ request: Request, _: PeerService) async throws -> Response {
        var query = try QueryReader(request)
        var filter = CentreBookingFilter()
        filter.search = query.string("q", atMost: EventFilter.longestSearch)
        filter.status = query.choice("status")
        filter.user = query.integer("user_id", in: 1...Int64.max).map { UserID($0) }
        filter.from = query.timestamp("from")
        filter.to = query.timestamp("to")
        let page = PageRequest(&query)
        try query.finish()
        return .json(
            try await store.backgroundReads.read { [filter] tx in
                try tx.bookings.page(filter, page)
            })
    }

    private func refunds(_ request: Request, _: PeerService) throws -> Response {
        var query = try QueryReader(request)
        let status = query.choice("status", RefundStatus.self)
        let page = PageRequest(&query)
        try query.finish()
        return .json(try store.read { try $0.refunds.page(status: status, page) })
    }

    private func letters(_ request: Request, _: PeerService) async throws -> Response {
        let page = try request.pageRequest()
        return .json(try await store.backgroundReads.read { try $0.mails.undelivered(page) })
    }

    private func money(_ request: Request, _: PeerService) async throws -> Response {
        var query = try QueryReader(request)
        let grouping = query.choice("by", CentreMoney.Grouping.self) ?? .month
        let page = PageRequest(&query)
        try query.finish()
        return .json(
            try await store.backgroundReads.read { try $0.centreMoney(by: grouping, page) })
    }
}

extension Centre {
    /// The version for `If-Match`.
    var entityTag: EntityTag { EntityTag("\(version)") }
}
