import HTTP
import HTTPClient
import ServiceContract
import ServiceRuntime
import TextEncoding

/// Pictures of events, series, facilitators and the center, which MainAPI checks and stores.
struct PictureRoutes: Sendable {
    let mainAPI: MainAPIClient

    func add(
        to routes: inout Routes, by facilitator: Authenticator<FacilitatorCaller>,
        owner: Authenticator<OwnerCaller>
    ) {
        add("/api/facilitator/{id}/picture", to: &routes, facilitator) { request, caller in
            let name = PercentEncoding.encode(caller.facilitator.name)
            let path = InternalPath.portrait(ofFacilitator: caller.facilitator.id)
            return try await change("\(path)?name=\(name)", request, caller)
        }
        add("/api/facilitator/{id}/events/{event_id}/picture", to: &routes, facilitator) {
            request, caller in
            let path = InternalPath.picture(
                ofEvent: try request.identifier("event_id"), ofFacilitator: caller.facilitator.id)
            return try await change(path, request, caller)
        }
        add("/api/facilitator/{id}/series/{series_id}/picture", to: &routes, facilitator) {
            request, caller in
            let path = InternalPath.picture(
                ofSeries: try request.identifier("series_id"), ofFacilitator: caller.facilitator.id)
            let query = try request.firstPicturedEvent().map { "?from=\($0)" } ?? ""
            return try await change(path + query, request, caller)
        }
        add("/api/centre/logo", to: &routes, owner) { request, _ in
            try await change(InternalPath.logo, request, nil)
        }
    }

    /// Adds the routes that set and remove a picture.
    private func add<Principal>(
        _ pattern: PathPattern, to routes: inout Routes, _ authenticator: Authenticator<Principal>,
        _ change: @escaping @Sendable (Request, Principal) async throws -> Response
    ) {
        routes.put(
            pattern, by: authenticator, bodyLimit: PictureContent.maximumBytes, change)
        routes.delete(pattern, by: authenticator, bodyLimit: 0, change)
    }

    private func change(
        _ path: String, _ request: Request, _ caller: FacilitatorCaller?
    ) async throws -> Response {
        var command = ClientRequest(request.method.rawValue, path)
        if request.method == .put {
            let content = try PictureContent(of: request)
            command = ClientRequest(
                "PUT", path, body: content.bytes, contentType: content.mediaType)
        }
        return try await mainAPI.execute(command, for: request, by: caller)
    }
}
