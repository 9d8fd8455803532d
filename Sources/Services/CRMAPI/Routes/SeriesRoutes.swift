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

    func add(to routes: inout Routes, by caller: Authenticator<Account>) {
        routes.get(Self.all, by: caller, list)
        routes.post(
            Self.all, by: caller, bodyLimit: FacilitatorCommand.maximumFieldBytes, create)
        routes.get(Self.series, by: caller, one)
        routes.put(
            Self.series, by: caller, bodyLimit: FacilitatorCommand.maximumFieldBytes, edit)
        routes.delete(Self.series, by: caller, cancel)
        routes.post(Self.events, by: caller, bodyLimit: 32_768, extend)
    }

    private func list(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await mainAPI.list(InternalPath.allSeries(ofFacilitator: facilitator.id), for: request)
    }

    private func create(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await mainAPI.command(
            "POST", InternalPath.allSeries(ofFacilitator: facilitator.id),
            try request.command(of: facilitator), for: request, isDryRun: try request.isDryRun())
    }

    private func one(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await mainAPI.readVersion(try path(of: request, facilitator), for: request)
    }

    private func edit(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await change(
            request, "PUT", try request.command(of: facilitator), of: facilitator)
    }

    private func cancel(_ request: Request, _ facilitator: Account) async throws -> Response {
        try await change(request, "DELETE", try request.optionalObject(), of: facilitator)
    }

    private func extend(_ request: Request, _ facilitator: Account) async throws -> Response {
        let series = try request.identifier("series_id")
        return try await mainAPI.command(
            "POST", InternalPath.events(ofSeries: series, ofFacilitator: facilitator.id),
            try request.jsonObject(), for: request, isDryRun: try request.isDryRun())
    }

    private func change(
        _ request: Request, _ method: String, _ content: (some JSONWritable)?,
        of facilitator: Account
    ) async throws -> Response {
        let change = try request.seriesChange()
        return try await mainAPI.command(
            method, try path(of: request, facilitator), content, for: request,
            query: ["from=\(change.first)"], isDryRun: change.isDryRun)
    }

    private func path(of request: Request, _ facilitator: Account) throws -> String {
        InternalPath.series(try request.identifier("series_id"), ofFacilitator: facilitator.id)
    }
}
