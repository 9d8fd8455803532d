import HTTP
import Observability
import Synchronization
import TextEncoding

/// Logs and counts every request, and logs unexpected errors.
package struct RequestLog: ExchangeObserver {
    private struct RouteMetrics {
        let duration: Histogram
        /// Responses by the first digit of their status, from 2 to 5.
        let responses: [Counter]

        init(_ route: String, _ metrics: Metrics) {
            duration = metrics.histogram(
                "http_request_duration_seconds",
                help: "From the complete request to its response, by route.",
                labels: ["route": route])
            responses = (2...5).map { digit in
                metrics.counter(
                    "http_responses_total", help: "Responses, by route and class of status.",
                    labels: ["route": route, "status": "\(digit)xx"])
            }
        }
    }

    private let log: Log
    private let client: ClientAddress
    private let routes: [String: RouteMetrics]
    /// The routes whose paths are secret, with the pattern that is logged instead.
    private var secretRoutes: [String: String] = [:]
    /// The beginnings of these paths.
    private var secretPaths: [(prefix: String, pattern: String)] = []
    private let unrouted: RouteMetrics
    private let internalErrors: Counter
    private let overloads: Counter
    private let untrustedForwards: Counter
    private let firstUntrustedForward = FirstTime()

    /// Requests without one of these routes share one label, which bounds the metrics. A path whose
    /// pattern has the parameter `token` is not logged.
    package init(_ routes: Routes, client: ClientAddress, log: Log, metrics: Metrics) {
        self.log = log
        self.client = client
        var routeMetrics: [String: RouteMetrics] = [:]
        for route in routes.all { routeMetrics[route.label] = RouteMetrics(route.label, metrics) }
        self.routes = routeMetrics
        for route in routes.all {
            let pattern = route.pattern.text
            let parts = pattern.split(separator: "{token}", omittingEmptySubsequences: false)
            guard parts.count > 1 else { continue }
            secretRoutes[route.label] = pattern
            secretPaths.append((String(parts[0]), pattern))
        }
        unrouted = RouteMetrics("none", metrics)
        untrustedForwards = metrics.counter(
            "untrusted_forwarded_requests_total",
            help: "Requests with X-Forwarded-For from a peer that is not in TRUSTED_PROXIES.")
        internalErrors = metrics.counter(
            "internal_errors_total", help: "Requests answered 500; the log names the cause.")
        overloads = metrics.counter(
            "http_overloads_total", help: "Requests refused because the service was overloaded.")
    }

    package var recordsExchanges: Bool { true }

    package func finished(_ record: ExchangeRecord) {
        let metrics = record.route.flatMap { routes[$0] } ?? unrouted
        metrics.duration.observe(Double(record.durationNanoseconds) / 1e9)
        let digit = record.status / 100
        if (2...5).contains(digit) { metrics.responses[digit - 2].increment() }
        if record.isOverload { overloads.increment() }
        checkForwarding(record)
        log.request([
            "method": record.head.methodText, "path": path(of: record), "status": record.status,
            "bytes": record.bodyBytes, "duration_us": record.durationNanoseconds / 1_000,
            "client": client.of(record.head, from: record.peer).text,
            "request_id": record.requestID,
        ])
    }

    /// The path as it is logged: the pattern of the route for a path with a token.
    ///
    /// A request may have no route, such as for another method or with a path before it. Then the
    /// beginning is searched for in the decoded path. One that cannot be decoded may have a token too.
    private func path(of record: ExchangeRecord) -> String {
        let path = record.head.path
        if let route = record.route { return secretRoutes[route] ?? path }
        guard !secretPaths.isEmpty else { return path }
        guard let decoded = PercentEncoding.decode(path.utf8[...]) else { return "invalid" }
        return secretPaths.first { decoded.contains($0.prefix.utf8) }?.pattern ?? path
    }

    /// All clients of a proxy that is not in `TRUSTED_PROXIES` share its address and its limits.
    private func checkForwarding(_ record: ExchangeRecord) {
        guard record.head.withValue(of: .forwardedFor, { _ in true }) == true,
            !client.trusts(record.peer)
        else { return }
        untrustedForwards.increment()
        guard firstUntrustedForward.isNow else { return }
        log.warning(
            "untrusted_proxy", ["peer": record.peer.text, "request_id": record.requestID])
    }

    package func failed(_ error: any Error, requestID: String) {
        internalErrors.increment()
        log.error(
            "internal_error", ["error": String(reflecting: error), "request_id": requestID])
    }
}

/// True once.
private final class FirstTime: Sendable {
    private let hasPassed = Atomic(false)

    var isNow: Bool { !hasPassed.exchange(true, ordering: .relaxed) }
}
