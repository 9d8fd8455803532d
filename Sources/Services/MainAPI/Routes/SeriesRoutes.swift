import BookingDomain
import BookingStore
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime
import Timekeeping

/// A facilitator's series of events, for CRMAPI.
struct SeriesRoutes: Sendable {
    let store: Store
    let payments: OnlinePayments

    func add(to routes: inout Routes, peer: Authenticator<PeerService>) {
        routes.get(.init(InternalPath.allSeriesPattern), by: peer, list)
        routes.post(
            .init(InternalPath.allSeriesPattern), by: peer,
            bodyLimit: FacilitatorCommand.maximumBytes, create)
        routes.get(.init(InternalPath.seriesPattern), by: peer, one)
        routes.put(
            .init(InternalPath.seriesPattern), by: peer,
            bodyLimit: FacilitatorCommand.maximumBytes, edit)
        routes.delete(.init(InternalPath.seriesPattern), by: peer, cancel)
        routes.post(.init(InternalPath.seriesEventsPattern), by: peer, bodyLimit: 32_768, extend)
    }

    private func list(_ request: Request, _: PeerService) async throws -> Response {
        let facilitator = try request.facilitator
        let page = try request.pageRequest()
        return .json(
            try await store.backgroundReads.read { try $0.series.page(of: facilitator, page) })
    }

    private func one(_ request: Request, _: PeerService) async throws -> Response {
        let (id, facilitator) = (try request.series, try request.facilitator)
        let found = try await store.backgroundReads.read {
            try $0.seriesWithEvents(id, of: facilitator)
        }
        let response = Response.json(found)
        return response.unlessCurrent(for: request, tag: found.entityTag(for: response))
    }

    private func create(_ request: Request, _: PeerService) async throws -> Response {
        let command = try request.command()
        var fields = SeriesFields(command.event)
        fields.event = fields.event.filled(from: try store.centre())
        let draft = try SeriesDraft(fields, at: store.clock.now())
        try payments.checkPrice(of: draft.event.content)
        guard try !request.isDryRun() else {
            return .json(
                try await store.backgroundReads.read { tx in
                    SeriesPlan(
                        dates: try tx.previewDates(of: draft, by: command.facilitator.id))
                })
        }
        return try await respond(to: request, .created) { tx in
            let change = try tx.createSeries(draft, by: command.facilitator)
            try tx.saveContact(of: command)
            return change
        }
    }

    private func edit(_ request: Request, _: PeerService) async throws -> Response {
        let command = try request.command()
        let id = try request.series
        let edit = try SeriesEdit(command.event)
        let versions = try request.expectedVersions()
        return try await change(request) { tx, first, single in
            let before =
                try edit.hasPrice && single == nil
                ? tx.seriesWithEvents(id, of: command.facilitator.id) : nil
            let change = try tx.editSeries(
                id, from: first, by: command.facilitator, edit, expectedVersions: versions,
                only: single)
            try tx.saveContact(of: command)
            if let before { try checkPrices(of: change, before: before) }
            return change
        }
    }

    private func cancel(_ request: Request, _: PeerService) async throws -> Response {
        let (id, facilitator) = (try request.series, try request.facilitator)
        let reason = try GuestReason(request.decodeOptional(EventCancellation.self).reason)
        let versions = try request.expectedVersions()
        return try await change(request) { tx, first, single in
            try tx.cancelSeries(
                id, from: first, of: facilitator, reason: reason, expectedVersions: versions,
                only: single)
        }
    }

    private func extend(_ request: Request, _: PeerService) async throws -> Response {
        let (id, facilitator) = (try request.series, try request.facilitator)
        let dates = try request.decode(AddedDates.self).dates
        let versions = try request.expectedVersions()
        guard try !request.isDryRun() else {
            return .json(
                try await store.backgroundReads.read { tx in
                    SeriesPlan(
                        dates: try tx.previewDates(
                            dates, for: id, of: facilitator, expectedVersions: versions))
                })
        }
        return try await respond(to: request, .created) { tx in
            let extended = try tx.extendSeries(
                id, of: facilitator, by: dates, expectedVersions: versions)
            try payments.checkPrice(of: extended.series.content)
            return extended
        }
    }

    /// Checks the prices that an edit changes.
    ///
    /// Older ones may be outside the limits of a gateway that was chosen since.
    private func checkPrices(of change: SeriesWithEvents, before: SeriesWithEvents) throws(Problem)
    {
        let contents = Dictionary(
            before.events.map { ($0.id, $0.details.content) }, uniquingKeysWith: { $1 })
        let changed = change.events.map { (contents[$0.id], $0.details.content) }
        for (old, new) in changed + [(before.series.content, change.series.content)]
        where old?.price != new.price || old?.currency != new.currency {
            try payments.checkPrice(of: new)
        }
    }

    /// Changes the events from the one in the query on, or reports what that would do.
    private func change(
        _ request: Request,
        _ change: @escaping @Sendable (Transaction, EventID, EventID?) throws -> SeriesWithEvents
    ) async throws -> Response {
        let query = try request.seriesChange()
        let first = EventID(query.first)
        guard !query.isDryRun else {
            return .json(try await store.preview { tx, single in try change(tx, first, single) })
        }
        return try await respond(to: request) { tx in try change(tx, first, nil) }
    }

    private func respond(
        to request: Request, _ status: Status = .ok,
        _ change: @escaping @Sendable (Transaction) throws -> SeriesWithEvents
    ) async throws -> Response {
        try await store.respond(
            to: request, by: .facilitator(request.facilitator), change
        ) { change in
            let response = Response.json(status, change)
            return response.with(.entityTag, change.entityTag(for: response).value)
        }
    }
}

extension Transaction {
    /// - Throws: `Refusal.notFound`.
    fileprivate func seriesWithEvents(
        _ id: SeriesID, of facilitator: FacilitatorID
    ) throws -> SeriesWithEvents {
        SeriesWithEvents(
            series: try series.find(id, of: facilitator), events: try events.all(of: id))
    }
}

extension SeriesWithEvents {
    /// The version for `If-Match`, and a hash, because events change without the series.
    func entityTag(for response: borrowing Response) -> EntityTag {
        EntityTag("\(series.version)-\(EntityTag.ofContent(response.body).opaque)")
    }
}

extension Request {
    /// The series in the path.
    var series: SeriesID {
        get throws(Problem) { SeriesID(try identifier("series_id")) }
    }
}
