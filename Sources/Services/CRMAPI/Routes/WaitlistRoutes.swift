import HTTP
import JSONCoding
import ServiceContract
import TextEncoding

/// The waiting lists and seats of a facilitator's events, which MainAPI owns and judges.
struct WaitlistRoutes: Sendable {
    let mainAPI: MainAPIClient

    func add(to routes: inout Routes, by authenticator: Authenticator<FacilitatorCaller>) {
        routes.get("/api/facilitator/{id}/events/{event_id}/waitlist", by: authenticator, list)
        routes.post(
            "/api/facilitator/{id}/events/{event_id}/waitlist/{user_id}/offer", by: authenticator,
            bodyLimit: 4_096, offer)
        routes.get("/api/facilitator/{id}/events/{event_id}/seats", by: authenticator, seats)
    }

    private func list(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        let event = try request.identifier("event_id")
        return try await mainAPI.list(
            InternalPath.waitlist(ofEvent: event, ofFacilitator: caller.facilitator.id),
            for: request,
            isCompressible: false
        ) { query in
            query.string("status", atMost: 20).map { ["status=\(PercentEncoding.encode($0))"] }
                ?? []
        }
    }

    private func offer(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        let path = InternalPath.offer(
            toUser: try request.identifier("user_id"), ofEvent: try request.identifier("event_id"),
            ofFacilitator: caller.facilitator.id)
        return try await mainAPI.command(
            "POST", path, try request.optionalObject(), for: request, by: caller)
    }

    private func seats(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        let event = try request.identifier("event_id")
        return try await mainAPI.read(
            InternalPath.seats(ofEvent: event, ofFacilitator: caller.facilitator.id), for: request,
            isCompressible: false)
    }
}
