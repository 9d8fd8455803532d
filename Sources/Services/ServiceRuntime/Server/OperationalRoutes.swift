import EmbeddedFiles
import HTTP
import JSONCoding
import Observability
import SQLite
import Synchronization

/// Routes for operating a service: health, readiness, metrics and the API's description.
package struct OperationalRoutes: Sendable {
    /// A readiness check of one of the service's dependencies.
    package struct Check: Sendable {
        let name: String
        /// Whether the service is unavailable without it.
        let isRequired: Bool
        let isOK: @Sendable () async -> Bool
    }

    private let checks: [Check]
    private let metrics: Metrics
    /// Anyone can request the metrics, but an exposition counts rows of tables and can take most
    /// of a second.
    private let expositions = Coalescer<String, [UInt8]>()
    private let openAPI: DescriptionOfCentre

    /// - Parameters:
    ///   - root: The path of the service's address for browsers.
    ///   - centre: Reads the name of the center, which the API's title has; nil for none.
    package init(
        checks: [Check], metrics: Metrics, openAPI: OpenAPIDocument, below root: RootPath = .none,
        centre: @escaping @Sendable () throws -> String?
    ) {
        self.checks = checks
        self.metrics = metrics
        self.openAPI = DescriptionOfCentre(openAPI, below: root, centre: centre)
    }

    /// Adds /healthz, /readyz, /metrics and /openapi.json, which anyone may call.
    package func add(to routes: inout Routes) {
        routes.on(.get, "/healthz", by: .anyone, isUrgent: true, health)
        routes.get("/readyz", by: .anyone, readiness)
        routes.on(.get, "/metrics", by: .anyone, isUrgent: true, scrape)
        routes.get("/openapi.json", by: .anyone, description)
    }

    private func health(_: Request, _: Anyone) throws -> Response {
        Response.json(bytes: Array(#"{"status":"ok"}"#.utf8)).with(.cacheControl, "no-store")
    }

    /// 503 if a required check fails; the failure of another is reported as degraded.
    private func readiness(_: Request, _: Anyone) async throws -> Response {
        var results: [Readiness.CheckResult] = []
        for check in checks { results.append((check, await check.isOK())) }
        let isReady = results.allSatisfy { $0.isOK || !$0.check.isRequired }
        let isDegraded = results.contains { !$0.isOK }
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
        let (bytes, tag) = try openAPI.current()
        return Response.json(bytes: bytes).unlessCurrent(for: request, tag: tag)
    }
}

/// The API's description, whose title has the name of the center.
private final class DescriptionOfCentre: Sendable {
    private struct Version {
        let name: String?
        let bytes: [UInt8]
        let tag: EntityTag
    }

    private let document: [UInt8]
    private let centre: @Sendable () throws -> String?
    private let latest: Mutex<Version>

    init(
        _ openAPI: OpenAPIDocument, below root: RootPath,
        centre: @escaping @Sendable () throws -> String?
    ) {
        document = openAPI.bytes(below: root)
        self.centre = centre
        latest = Mutex(Version(name: nil, bytes: document, tag: .ofContent(document)))
    }

    func current() throws -> (bytes: [UInt8], tag: EntityTag) {
        let name = try centre()
        return latest.withLock { version in
            if name != version.name {
                let bytes = name.map(titled(by:)) ?? document
                version = Version(name: name, bytes: bytes, tag: .ofContent(bytes))
            }
            return (version.bytes, version.tag)
        }
    }

    /// The document with the name before its title, the first member of that name.
    private func titled(by name: String) -> [UInt8] {
        let title = Array("\"title\": \"".utf8)
        guard let start = document.firstRange(of: title)?.upperBound else { return document }
        let words = Array("\(name) – ".json.dropFirst().dropLast())
        return document[..<start] + words + document[start...]
    }
}

extension OpenAPIDocument {
    /// The document, whose server is the root of its own host.
    fileprivate func bytes(below root: RootPath) -> [UInt8] {
        let bytes = Array(UnsafeRawBufferPointer(start: bytes, count: count))
        guard root != .none else { return bytes }
        return bytes.replacing(
            Array(#""url": "/""#.utf8), with: Array(#""url": "\#(root.text)""#.utf8))
    }
}

extension OperationalRoutes.Check {
    /// Checks that the database's file exists and can be read.
    package static func database(_ database: Database) -> OperationalRoutes.Check {
        .init(name: "database", isRequired: true) {
            // An open connection would answer from its page cache.
            let schema = try? Database.read(fileAt: database.path) { tx in
                try tx.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) }
            }
            return schema != nil
        }
    }

    /// Checks that the other service responds; it is not required.
    package static func peer(_ service: ServiceName, _ health: PeerHealth)
        -> OperationalRoutes.Check
    {
        .init(name: service.checkName, isRequired: false) { await health.isAlive() }
    }
}

/// The content of /readyz.
private struct Readiness: JSONWritable {
    typealias CheckResult = (check: OperationalRoutes.Check, isOK: Bool)

    let status: String
    let results: [CheckResult]

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("status", status)
            json.memberArray("checks") { json in
                for (check, isOK) in results {
                    json.object { json in
                        json.member("name", check.name)
                        json.member("status", isOK ? "ok" : "unavailable")
                    }
                }
            }
        }
    }
}
