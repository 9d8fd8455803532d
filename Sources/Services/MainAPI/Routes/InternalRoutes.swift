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
            try store.read { tx in
                try tx.events.page(.all(of: facilitator), page)
            }
        }
    }

    private func create(_ request: Request, _: PeerService) async throws -> Response {
        let command = try request.command()
        let draft = try EventDraft(command.fields)
        return try await answer(request, .created) { tx in
            try tx.createEvent(draft, by: command.facilitator)
        }
    }

    private func edit(_ request: Request, _: PeerService) async throws -> Response {
        let command = try request.command()
        let id = EventID(try request.identifier("event_id"))
        let fields = try command.fields
        let versions = try request.expectedVersions()
        return try await answer(request) { tx in
            try tx.editEvent(id, by: command.facilitator, fields, expectedVersions: versions)
        }
    }

    private func cancel(_ request: Request, _: PeerService) async throws -> Response {
        let id = EventID(try request.identifier("event_id"))
        let facilitator = try request.facilitator
        let versions = try request.expectedVersions()
        return try await answer(request) { tx in
            try tx.cancelEvent(id, of: facilitator, expectedVersions: versions)
        }
    }

    private func users(_ request: Request, _: PeerService) throws -> Response {
        let facilitator = try request.facilitator
        return try list(request) { page in
            try store.read { tx in
                try tx.users.page(seenBy: facilitator, page)
            }
        }
    }

    private func reconciliation(_ request: Request, _: PeerService) throws -> Response {
        try list(request) { page in
            try store.read { tx in
                try tx.reconciliation(page)
            }
        }
    }

    private func answer(
        _ request: Request, _ status: Status = .ok,
        _ change: @escaping @Sendable (Transaction) throws -> Event
    ) async throws -> Response {
        try await store.respond(to: request, by: .facilitator(request.facilitator), change) {
            event in
            .json(status, event).with(.entityTag, event.entityTag.value)
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
