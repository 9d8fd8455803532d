import BookingDomain
import Credentials
import HTTP
import JSONCoding
import SQLite
import ServiceContract
import ServiceRuntime
import TextEncoding

/// A facilitator's events, bookings, users and money.
///
/// Bookings are in this service's database and can be read while MainAPI is down. All other
/// requests are forwarded to MainAPI.
struct FacilitatorRoutes: Sendable {
    let database: Database
    let mainAPI: MainAPIClient

    func add(to routes: inout Routes, by authenticator: Authenticator<FacilitatorCaller>) {
        routes.get("/api/facilitator/{id}/events", by: authenticator, events)
        routes.post(
            "/api/facilitator/{id}/events", by: authenticator,
            bodyLimit: FacilitatorCommand.maximumFieldBytes, create)
        routes.get("/api/facilitator/{id}/events/{event_id}", by: authenticator, event)
        routes.put(
            "/api/facilitator/{id}/events/{event_id}", by: authenticator,
            bodyLimit: FacilitatorCommand.maximumFieldBytes, edit)
        routes.delete("/api/facilitator/{id}/events/{event_id}", by: authenticator, cancel)
        routes.get("/api/facilitator/{id}/bookings", by: authenticator, bookings)
        routes.get("/api/facilitator/{id}/users", by: authenticator, users)
        routes.get("/api/facilitator/{id}/calendar", by: authenticator, calendar)
        routes.post(
            "/api/facilitator/{id}/calendar", by: authenticator, bodyLimit: 4_096, renewCalendar)
        routes.get("/api/facilitator/{id}/events/{event_id}/money", by: authenticator, money)
        routes.get("/api/facilitator/{id}/money", by: authenticator, takings)
        routes.get("/api/facilitator/{id}/letters", by: authenticator, letters)
        routes.get("/api/facilitator/{id}/refunds", by: authenticator, refunds)
        routes.post(
            "/api/facilitator/{id}/refunds/{refund_id}/retry", by: authenticator, bodyLimit: 4_096,
            retry)
    }

    private func events(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.list(
            InternalPath.events(ofFacilitator: caller.facilitator.id), for: request)
    }

    private func event(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.readVersion(try eventPath(of: request, caller), for: request)
    }

    private func create(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.command(
            "POST", InternalPath.events(ofFacilitator: caller.facilitator.id),
            try request.command(of: caller), for: request, by: caller)
    }

    private func edit(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.command(
            "PUT", try eventPath(of: request, caller), try request.command(of: caller),
            for: request, by: caller, isDryRun: try request.isDryRun())
    }

    private func cancel(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.command(
            "DELETE", try eventPath(of: request, caller), try request.optionalObject(),
            for: request, by: caller, isDryRun: try request.isDryRun())
    }

    private func bookings(_ request: Request, _ caller: FacilitatorCaller) throws -> Response {
        var query = try QueryReader(request)
        let event = query.integer("event_id", in: 1...Int64.max)
        let page = PageRequest(&query)
        try query.finish()
        let found = try database.read { tx in
            try tx.notifiedBookings.page(ofFacilitator: caller.facilitator.id, event: event, page)
        }
        return Response.json(found).unlessCurrent(for: request)
    }

    private func users(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.list(
            InternalPath.users(seenByFacilitator: caller.facilitator.id), for: request,
            isCompressible: false
        ) { query in
            let search = query.string("q", atMost: 100)
            let ids = query.integers(
                "ids", in: 1...Int64.max, atMost: PageRequest.limits.upperBound)
            return [
                search.map { "q=\(PercentEncoding.encode($0))" },
                ids.map { "ids=\($0.map(\.description).joined(separator: ","))" },
            ].compactMap(\.self)
        }
    }

    private func calendar(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response
    {
        try await mainAPI.readSecret(
            InternalPath.calendar(ofFacilitator: caller.facilitator.id), for: request)
    }

    private func renewCalendar(
        _ request: Request, _ caller: FacilitatorCaller
    ) async throws -> Response {
        try request.requireNoFields()
        return try await mainAPI.command(
            "POST", InternalPath.calendar(ofFacilitator: caller.facilitator.id), JSONObject?.none,
            for: request, by: caller)
    }

    private func money(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        let event = try request.identifier("event_id")
        return try await mainAPI.read(
            InternalPath.money(ofEvent: event, ofFacilitator: caller.facilitator.id), for: request)
    }

    private func takings(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.list(
            InternalPath.takings(ofFacilitator: caller.facilitator.id), for: request)
    }

    private func letters(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.list(
            InternalPath.letters(ofFacilitator: caller.facilitator.id), for: request)
    }

    private func refunds(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.list(
            InternalPath.refunds(ofFacilitator: caller.facilitator.id), for: request
        ) { query in
            query.choice("status", RefundStatus.self).map { ["status=\($0.rawValue)"] } ?? []
        }
    }

    private func retry(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try request.requireNoFields()
        let refund = try request.identifier("refund_id")
        return try await mainAPI.command(
            "POST", InternalPath.retry(ofRefund: refund, ofFacilitator: caller.facilitator.id),
            JSONObject?.none, for: request, by: caller)
    }

    private func eventPath(of request: Request, _ caller: FacilitatorCaller) throws -> String {
        InternalPath.event(try request.identifier("event_id"), ofFacilitator: caller.facilitator.id)
    }
}
