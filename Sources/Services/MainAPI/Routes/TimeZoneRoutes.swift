import HTTP
import ServiceRuntime
import Timekeeping

/// The rules of time zones, which scripts need to show times as the server does.
struct TimeZoneRoutes: Sendable {
    /// An hour: the rules seldom change, and only with a restart.
    private static let caching: FieldValue = "public, max-age=3600"

    let clock: WallClock

    func add(to routes: inout Routes) {
        routes.get("/time-zones", by: .anyone, one)
    }

    private func one(_ request: Request, _: Anyone) throws -> Response {
        var query = try QueryReader(request)
        let name = query.string("name", atMost: TimeZoneName.maximumLength)
        if request.head.query?.isEmpty ?? true {
            query.reject("name", code: "required", "is required.")
        }
        try query.finish()
        guard let zone = TimeZoneName(name ?? "") else {
            throw Problem(
                .notFound, code: "not_found", detail: "There is no such time zone.")
        }
        return Response.json(ZoneOffsets(zone, at: clock.now()))
            .with(.cacheControl, Self.caching)
            .unlessCurrent(for: request)
    }
}
