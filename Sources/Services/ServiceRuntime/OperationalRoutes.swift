import EmbeddedFiles
import HTTP
import JSONCoding
import Observability

/// What those who run a service ask it: does it live, is it ready, how does it fare.
package struct OperationalRoutes: Sendable {
    /// One thing that a service stands on.
    package struct Check: Sendable {
        /// What /readyz calls it, such as `database`.
        package let name: String
        /// Whether the service is of use without it.
        package let isRequired: Bool
        /// Whether it is well.
        package let isWell: @Sendable () async -> Bool

        /// A check that /readyz makes anew whenever it is asked.
        package init(_ name: String, isRequired: Bool, isWell: @escaping @Sendable () async -> Bool)
        {
            self.name = name
            self.isRequired = isRequired
            self.isWell = isWell
        }
    }

    private let checks: [Check]
    private let metrics: Metrics
    /// Anyone can request the metrics, and an exposition can take most of a second: it counts the
    /// rows of some tables.
    private let expositions = Coalescer<String, [UInt8]>()
    private let openAPI: [UInt8]
    private let openAPITag: EntityTag

    /// The routes of a service that stands on these things.
    ///
    /// - Parameter openAPI: The service's description, as it is served.
    package init(checks: [Check], metrics: Metrics, openAPI: OpenAPIDocument) {
        self.checks = checks
        self.metrics = metrics
        self.openAPI = Array(UnsafeRawBufferPointer(start: openAPI.bytes, count: openAPI.count))
        openAPITag = .ofContent(self.openAPI)
    }

    /// Adds the four routes that anybody may call: /healthz, /readyz, /metrics and /openapi.json.
    package func add(to routes: inout Routes) {
        routes.on(.get, "/healthz", by: .anyone, isUrgent: true, health)
        routes.get("/readyz", by: .anyone, readiness)
        routes.on(.get, "/metrics", by: .anyone, isUrgent: true, scrape)
        routes.get("/openapi.json", by: .anyone, description)
    }

    private func health(_: Request, _: Anyone) throws -> Response {
        Response.json(bytes: Array(#"{"status":"ok"}"#.utf8)).with(.cacheControl, "no-store")
    }

    /// 503 when something required is not well; what is only useful shows as degraded.
    private func readiness(_: Request, _: Anyone) async throws -> Response {
        var results: [Readiness.Result] = []
        var isReady = true
        for check in checks {
            let isWell = await check.isWell()
            results.append(Readiness.Result(name: check.name, isWell: isWell))
            if check.isRequired, !isWell { isReady = false }
        }
        let isDegraded = results.contains { !$0.isWell }
        let report = Readiness(
            status: !isReady ? "unavailable" : isDegraded ? "degraded" : "ready", results: results)
        var response = Response.json(isReady ? .ok : .serviceUnavailable, report)
        response.fields[.cacheControl] = "no-store"
        response.fields[.retryAfter] = isReady ? nil : "1"
        return response
    }

    private func scrape(_: Request, _: Anyone) async throws -> Response {
        let text = await expositions.value(for: "/metrics") { [metrics] in
            Array(metrics.exposition().utf8)
        }
        return Response(.ok, type: "text/plain; version=0.0.4; charset=utf-8", body: text)
    }

    private func description(_ request: Request, _: Anyone) throws -> Response {
        Response.json(bytes: openAPI).unlessCurrent(for: request, tag: openAPITag)
    }
}

/// The answer of /readyz.
private struct Readiness: JSONWritable {
    struct Result: JSONWritable {
        let name: String
        let isWell: Bool

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.member("name", name)
                json.member("status", isWell ? "ok" : "unavailable")
            }
        }
    }

    let status: String
    let results: [Result]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", status)
            json.member("checks", results)
        }
    }
}
