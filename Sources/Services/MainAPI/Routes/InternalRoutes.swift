import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// A facilitator's events and guests, for CRMAPI.
struct InternalRoutes: Sendable {
    let store: Store
    let payments: OnlinePayments

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        routes.get(.init(InternalPath.eventsPattern), by: peer, events)
        routes.post(
            .init(InternalPath.eventsPattern), by: peer,
            bodyLimit: FacilitatorCommand.maximumBytes, create)
        routes.get(.init(InternalPath.eventPattern), by: peer, event)
        routes.put(
            .init(InternalPath.eventPattern), by: peer,
            bodyLimit: FacilitatorCommand.maximumBytes, edit)
        routes.delete(.init(InternalPath.eventPattern), by: peer, cancel)
        routes.put(.init(InternalPath.facilitator), by: peer, bodyLimit: 65_536, saveProfile)
        routes.get(.init(InternalPath.usersPattern), by: peer, users)
        routes.get(.init(InternalPath.lettersPattern), by: peer, undeliveredLetters)
        routes.get(.init(InternalPath.reconciliation), by: peer, reconciliation)
        routes.get(.init(InternalPath.installation), by: peer, installation)
        routes.put(
            .init(InternalPath.disabledFacilitators), by: peer, bodyLimit: 524_288,
            disableFacilitators)
    }

    private func events(_ request: Request, _: PeerService) throws -> Response {
        let facilitator = try request.facilitator
        let page = try request.pageRequest()
        let events = try store.read { try $0.events.page(.all(of: facilitator), page) }
        return .json(events.map(FacilitatorEvent.init(event:)))
    }

    private func event(_ request: Request, _: PeerService) throws -> Response {
        let id = EventID(try request.identifier("event_id"))
        let facilitator = try request.facilitator
        let event = try store.read { try $0.events.find(id, of: facilitator) }
        return Response.json(FacilitatorEvent(event: event))
            .unlessCurrent(for: request, tag: event.entityTag)
    }

    private func create(_ request: Request, _: PeerService) async throws -> Response {
        let command = try request.command()
        let fields = EventFields(command.event).filled(from: try store.centre())
        let draft = try EventDraft(fields, at: store.clock.now())
        return try await respond(to: request, .created) { tx in
            let event = try tx.createEvent(draft, by: command.facilitator)
            try tx.saveContact(of: command)
            try payments.checkPrice(of: event.details.content)
            return event
        }
    }

    private func edit(_ request: Request, _: PeerService) async throws -> Response {
        let command = try request.command()
        let id = EventID(try request.identifier("event_id"))
        let fields = EventFields(command.event)
        let versions = try request.expectedVersions()
        return try await respond(to: request, isDryRun: try request.isDryRun()) { tx in
            let before = try tx.events.find(id)
            let event = try tx.editEvent(
                id, by: command.facilitator, fields, expectedVersions: versions)
            try tx.saveContact(of: command)
            // An older price may be outside the limits of a gateway that was chosen since.
            if before?.price != event.price || before?.currency != event.currency {
                try payments.checkPrice(of: event.details.content)
            }
            return event
        }
    }

    private func cancel(_ request: Request, _: PeerService) async throws -> Response {
        let id = EventID(try request.identifier("event_id"))
        let facilitator = try request.facilitator
        let reason = try GuestReason(request.decodeOptional(EventCancellation.self).reason)
        let versions = try request.expectedVersions()
        return try await respond(to: request, isDryRun: try request.isDryRun()) { tx in
            try tx.cancelEvent(
                id, of: facilitator, reason: reason, expectedVersions: versions)
        }
    }

    private func saveProfile(_ request: Request, _: PeerService) async throws -> Response {
        let id = try request.facilitator
        let profile = try request.decode(FacilitatorProfile.self)
        try await store.write { tx in
            try tx.facilitators.save(Facilitator(id: id, name: profile.name))
            try tx.facilitators.save(profile.contact, of: id)
            if let text = profile.text { try tx.facilitators.save(text: text, of: id) }
        }
        return Response(.noContent)
    }

    private func users(_ request: Request, _: PeerService) async throws -> Response {
        let facilitator = try request.facilitator
        var query = try QueryReader(request)
        let page = PageRequest(&query)
        let search = query.string("q", atMost: EventFilter.longestSearch)
            .flatMap(SearchText.init(_:))
        let ids = query.integers("ids", in: 1...Int64.max, atMost: PageRequest.limits.upperBound)
        try query.finish()
        return .json(
            try await store.backgroundReads.read { tx in
                try tx.users.page(
                    seenBy: facilitator, search: search, ids: ids, page)
            })
    }

    private func undeliveredLetters(_ request: Request, _: PeerService) async throws -> Response {
        let facilitator = try request.facilitator
        let page = try request.pageRequest()
        return .json(
            try await store.backgroundReads.read { try $0.mails.undelivered(of: facilitator, page) }
        )
    }

    private func reconciliation(_ request: Request, _: PeerService) throws -> Response {
        let page = try request.pageRequest()
        return .json(try store.read { try $0.reconciliation(page) })
    }

    private func installation(_: Request, _: PeerService) throws -> Response {
        let report = try store.read { tx in
            InstallationReport(
                installation: try tx.metadata.installation(),
                restoredAt: try tx.metadata.restoredAt(),
                erasedAgain: try tx.metadata.erasedAgain(),
                disabledFacilitators: try tx.metadata.disabledFacilitators().map(\.rawValue))
        }
        return Response.json(report).with(.cacheControl, "no-store")
    }

    private func disableFacilitators(_ request: Request, _: PeerService) async throws -> Response {
        let ids = try request.decode(DisabledFacilitators.self).ids.map { FacilitatorID($0) }
        try await store.write { try $0.metadata.setDisabledFacilitators(ids) }
        return Response(.noContent)
    }

    /// - Parameter isDryRun: Whether to report the effects of the change and undo them.
    private func respond(
        to request: Request, _ status: Status = .ok, isDryRun: Bool = false,
        _ change: @escaping @Sendable (Transaction) throws -> Event
    ) async throws -> Response {
        guard !isDryRun else {
            return .json(try await store.write { tx in try tx.preview { try change(tx) } })
        }
        return try await store.respond(to: request, by: .facilitator(request.facilitator), change) {
            event in
            .json(status, FacilitatorEvent(event: event)).with(.entityTag, event.entityTag.value)
        }
    }
}
