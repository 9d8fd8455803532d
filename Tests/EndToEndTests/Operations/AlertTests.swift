import Foundation
import HTTPClient
import TestSupport
import XCTest

/// The alert rules in `Scripts/deploy/alerts.yml` match the exported metrics.
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
        // Prometheus adds `up`; buckets belong to their histogram's family.
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
        XCTAssertEqual(unwatched, [], "exported without a rule")
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

    /// The metric names in the rules' expressions.
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
