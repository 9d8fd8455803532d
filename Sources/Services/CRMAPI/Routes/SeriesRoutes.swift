import HTTP
import JSONCoding
import ServiceContract
import ServiceRuntime

/// A facilitator's series of events, which MainAPI owns and judges.
struct SeriesRoutes: Sendable {
    let mainAPI: MainAPIClient

    private static let all: PathPattern = "/api/facilitator/{id}/series"
    private static let series: PathPattern = "/api/facilitator/{id}/series/{series_id}"
    private static let events: PathPattern = "/api/facilitator/{id}/series/{series_id}/events"

    func add(to routes: inout Routes, by authenticator: Authenticator<FacilitatorCaller>) {
        routes.get(Self.all, by: authenticator, list)
        routes.post(
            Self.all, by: authenticator, bodyLimit: FacilitatorCommand.maximumFieldBytes, create)
        routes.get(Self.series, by: authenticator, one)
        routes.put(
            Self.series, by: authenticator, bodyLimit: FacilitatorCommand.maximumFieldBytes, edit)
        routes.delete(Self.series, by: authenticator, cancel)
        routes.post(Self.events, by: authenticator, bodyLimit: 32_768, extend)
    }

    private func list(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.list(
            InternalPath.allSeries(ofFacilitator: caller.facilitator.id), for: request)
    }

    private func create(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.command(
            "POST", InternalPath.allSeries(ofFacilitator: caller.facilitator.id),
            try request.command(of: caller), for: request, by: caller,
            isDryRun: try request.isDryRun())
    }

    private func one(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await mainAPI.readVersion(try path(of: request, caller), for: request)
    }

    private func edit(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await change(
            request, "PUT", try request.command(of: caller), of: caller)
    }

    private func cancel(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        try await change(request, "DELETE", try request.optionalObject(), of: caller)
    }

    private func extend(_ request: Request, _ caller: FacilitatorCaller) async throws -> Response {
        let series = try request.identifier("series_id")
        return try await mainAPI.command(
            "POST", InternalPath.events(ofSeries: series, ofFacilitator: caller.facilitator.id),
            try request.jsonObject(), for: request, by: caller, isDryRun: try request.isDryRun())
    }

    private func change(
        _ request: Request, _ method: String, _ content: (some JSONWritable)?,
        of caller: FacilitatorCaller
    ) async throws -> Response {
        let change = try request.seriesChange()
        return try await mainAPI.command(
            method, try path(of: request, caller), content, for: request, by: caller,
            query: ["from=\(change.first)"], isDryRun: change.isDryRun)
    }

    private func path(of request: Request, _ caller: FacilitatorCaller) throws -> String {
        InternalPath.series(
            try request.identifier("series_id"), ofFacilitator: caller.facilitator.id)
    }
}
