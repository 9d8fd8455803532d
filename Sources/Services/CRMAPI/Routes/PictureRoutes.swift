import HTTP
import ServiceContract
import ServiceRuntime

/// Pictures of events, facilitators and the centre, which MainAPI checks and stores.
struct PictureRoutes: Sendable {
    let mainAPI: MainAPIClient

    /// 2 MiB.
    private static let maximumBytes = 2_097_152

    func add(
        to routes: inout Routes, by facilitator: Authenticator<FacilitatorCaller>,
        owner: Authenticator<OwnerCaller>
    ) {
        func add<Caller: Sendable>(
            _ pattern: PathPattern, by authenticator: Authenticator<Caller>,
            _ path: @escaping @Sendable (Request, Caller) throws -> String
        ) {
            routes.put(pattern, by: authenticator, bodyLimit: Self.maximumBytes) {
                [mainAPI] request, caller async throws -> Response in
                try await mainAPI.upload(
                    try request.picture(), to: try path(request, caller), for: request)
            }
            routes.delete(pattern, by: authenticator, bodyLimit: 0) {
                [mainAPI] request, caller async throws -> Response in
                try await mainAPI.upload(nil, to: try path(request, caller), for: request)
            }
        }
        add("/api/centre/logo", by: owner) { _, _ in InternalPath.logo }
        add("/api/facilitator/{id}/picture", by: facilitator) { _, caller in
            InternalPath.portrait(ofFacilitator: caller.facilitator.id)
        }
        add("/api/facilitator/{id}/events/{event_id}/picture", by: facilitator) { request, caller in
            InternalPath.picture(
                ofEvent: try request.identifier("event_id"), ofFacilitator: caller.facilitator.id)
        }
        add("/api/facilitator/{id}/series/{series_id}/picture", by: facilitator) {
            request, caller in
            var query = try QueryReader(request)
            let first = query.integer("from", in: 1...Int64.max).map { "?from=\($0)" }
            try query.finish()
            return InternalPath.picture(
                ofSeries: try request.identifier("series_id"),
                ofFacilitator: caller.facilitator.id) + (first ?? "")
        }
    }
}
