import Foundation
import HTTPClient
import TestSupport
import XCTest

/// The alert rules of `Scripts/deploy/alerts.yml` speak of metrics that the services export.
final class AlertTests: SystemTestCase {
    private static let rules =
        projectFolder
        .appendingPathComponent("Scripts/deploy/alerts.yml")

    func testAlertRulesAndExportedMetricsMatch() async throws {
        let expositions = [
            try await system.main.get("/metrics"), try await system.crm.get("/metrics"),
        ]
        let families = Set(
            expositions.flatMap { $0.text.matches(of: #/# TYPE ([a-z_]+) /#).map { String($0.1) } })
        let named = try Self.metrics()
        // Prometheus adds `up` itself; a histogram's buckets are its family's.
        let exported = families.union(["up"])
        for metric in named {
            let family = metric.hasSuffix("_bucket") ? String(metric.dropLast(7)) : metric
            XCTAssertTrue(exported.contains(family), "no service exports \(metric)")
        }
        let ordinary: Set = [
            "database_writes_total", "database_latest_group", "database_queued_writes",
            "database_bytes",
        ]
        let unwatched = families.subtracting(named).subtracting(ordinary)
            .subtracting(named.map { $0.replacing("_bucket", with: "") })
        XCTAssertEqual(unwatched, [], "exported, and no rule looks at it")
    }

    func testEveryMetricHasAValueAtStartup() async throws {
        for service in [system.main, system.crm] {
            let lines = try await service.get("/metrics").text.split(separator: "\n")
            for line in lines where !line.hasPrefix("#") {
                let value = try XCTUnwrap(Double(line.split(separator: " ").last ?? ""), "\(line)")
                let isUnknown = line.hasPrefix("invariant_breaches ")
                XCTAssertGreaterThanOrEqual(value, isUnknown ? -1 : 0, "\(line)")
            }
        }
    }

    /// The names in the rules' expressions that are no word of PromQL's.
    private static func metrics() throws -> Set<String> {
        let words: Set = [
            "sum", "by", "job", "le", "rate", "increase", "histogram_quantile", "time",
            "timestamp", "abs", "and", "or", "status", "reason", "outcome",
        ]
        let text = try String(contentsOf: rules, encoding: .utf8)
        let expressions = text.split(separator: "\n").filter { $0.contains(" expr: ") }
        XCTAssertGreaterThan(expressions.count, 20)
        var names: Set<String> = []
        for expression in expressions {
            let bare = expression.replacing(#/.* expr:/#, with: "")
                .replacing(#/"[^"]*"/#, with: "").replacing(#/\[[^\]]*\]/#, with: "")
                .replacing(#/[0-9.]+e[0-9]+/#, with: "")
            names.formUnion(bare.matches(of: #/[a-z_]+/#).map { String($0.0) })
        }
        return names.subtracting(words)
    }
}
