import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime

/// What CRMAPI reads and commands on behalf of a facilitator.
struct InternalRoutes: Sendable {
    let store: Store
    /// Called after a commit that may have put something into the outbox.
    let outboxChanged: @Sendable () -> Void

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        routes.get(.init(InternalPath.eventsPattern), by: peer, events)
        routes.post(.init(InternalPath.eventsPattern), by: peer, create)
        routes.put(.init(InternalPath.eventPattern), by: peer, edit)
        routes.delete(.init(InternalPath.eventPattern), by: peer, cancel)
        routes.get(.init(InternalPath.usersPattern), by: peer, users)
        routes.get(.init(InternalPath.reconciliation), by: peer, reconciliation)
    }

    private func events(_ request: Request, _: PeerService) throws -> Response {
        let facilitator = try request.facilitator
        return try list(request) { page in
            try store.read { connection, now in
                try Events.page(.all(of: facilitator), page, at: now, on: connection)
            }
        }
    }

    private func create(_ request: Request, _: PeerService) async throws -> Response {
        let command = try request.command()
        let deed = CreateEvent(
            facilitator: command.facilitator, draft: try EventDraft(command.fields))
        return try await perform(deed, request, status: .created)
    }

    private func edit(_ request: Request, _: PeerService) async throws -> Response {
        let command = try request.command()
        let deed = EditEvent(
            event: EventID(try request.identifier("event_id")),
            facilitator: command.facilitator, fields: try command.fields,
            expectedVersions: try request.expectedVersions())
        return try await perform(deed, request)
    }

    private func cancel(_ request: Request, _: PeerService) async throws -> Response {
        let deed = CancelEvent(
            event: EventID(try request.identifier("event_id")),
            facilitator: try request.facilitator,
            expectedVersions: try request.expectedVersions())
        return try await perform(deed, request)
    }

    private func users(_ request: Request, _: PeerService) throws -> Response {
        let facilitator = try request.facilitator
        return try list(request) { page in
            try store.read { connection, _ in
                try Users.page(seenBy: facilitator, page, on: connection)
            }
        }
    }

    private func reconciliation(_ request: Request, _: PeerService) throws -> Response {
        try list(request) { page in
            try store.read { connection, _ in
                try Reconciliation.page(page, on: connection)
            }
        }
    }

    private func perform(
        _ deed: some Deed<Event>, _ request: Request, status: Status = .ok
    ) async throws -> Response {
        defer { outboxChanged() }
        return try await store.perform(
            deed, for: request, by: .facilitator(request.facilitator)
        ) { event in
            Response.json(status, event).with(.entityTag, event.entityTag.value)
        }
    }

    private func list(
        _ request: Request, _ read: (PageRequest) throws -> some JSONWritable
    ) throws -> Response {
        var query = try QueryReader(request)
        let page = PageRequest(&query)
        try query.finish()
        return .json(try read(page))
    }
}

extension Request {
    /// The facilitator whose path this is.
    fileprivate var facilitator: FacilitatorID {
        get throws(Problem) { FacilitatorID(try identifier("facilitator_id")) }
    }

    /// The command in the content, which has to be for the facilitator of the path.
    fileprivate func command() throws -> FacilitatorCommand {
        let command = try decode(FacilitatorCommand.self)
        guard try facilitator == command.facilitator.id else {
            throw Problem.invalid([
                FieldError(
                    field: "facilitator.id", code: "invalid",
                    detail: "must be the facilitator of the path.")
            ])
        }
        return command
    }
}

extension FacilitatorCommand {
    /// The event's fields; their errors name them as the facilitator did, without `event.`.
    fileprivate var fields: EventFields {
        get throws(InvalidFields) { try EventFields(json: .object(event)) }
    }
}
