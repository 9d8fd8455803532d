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
            "database_writes_total", "database_latest_group",
            "database_longest_transaction_seconds",
            "database_queued_writes",
            "database_bytes", "build_info", "process_cpu_seconds_total",
            "process_resident_memory_bytes",
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

    func testTheProcessIsMeasured() async throws {
        func value(_ name: String) async throws -> Double {
            let text = try await system.main.get("/metrics").text
            let line = try XCTUnwrap(text.split(separator: "\n").first { $0.hasPrefix(name + " ") })
            return try XCTUnwrap(Double(line.dropFirst(name.count + 1)))
        }
        let start = try await value("process_start_time_seconds")
        XCTAssertLessThan(start, Date().timeIntervalSince1970 + 1)
        XCTAssertGreaterThan(start, Date().timeIntervalSince1970 - 86_400)
        let time = try await value("process_cpu_seconds_total")
        XCTAssertGreaterThan(time, 0)
        let memory = try await value("process_resident_memory_bytes")
        XCTAssertGreaterThan(memory, 1e6)
        let open = try await value("process_open_fds")
        let limit = try await value("process_max_fds")
        XCTAssertGreaterThan(open, 5)
        XCTAssertGreaterThan(limit, open)
        let more = (0..<50).map { _ in FileHandle(forReadingAtPath: "/dev/null") }
        let later = try await value("process_open_fds")
        XCTAssertGreaterThanOrEqual(later, open + 50)
        withExtendedLifetime(more) {}
    }

    func testUnknownMethodsAreNoOverload() async throws {
        for _ in 0..<60 {
            let response = try await system.main.send("PROPFIND", "/events")
            XCTAssertGreaterThanOrEqual(response.status, 400)
        }
        let metrics = try await system.main.get("/metrics").text
        XCTAssertTrue(metrics.contains("\nhttp_overloads_total 0\n"), metrics)
    }

    /// Series of each alert in `Tests/Alerts`, run by Prometheus's own tool.
    func testEachAlertFiresWhenItShouldAndOnlyThen() throws {
        let promtool = "/usr/bin/promtool"
        guard FileManager.default.isExecutableFile(atPath: promtool) else {
            XCTFail("promtool is missing: Scripts/check installs Debian's package prometheus")
            return
        }
        let folder = projectFolder.appendingPathComponent("Tests/Alerts")
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        let cases = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        let rules = try String(contentsOf: Self.rules, encoding: .utf8)
        for name in rules.matches(of: #/- alert: (\w+)/#).map(\.1) {
            XCTAssertTrue(cases.contains("alertname=\"\(name)\""), "\(name) has no test")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: promtool)
        process.arguments = ["test", "rules"] + files.map(\.path)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        XCTAssertEqual(process.terminationStatus, 0, text)
    }

    /// The metric names in the rules' expressions.
    private static func metrics() throws -> Set<String> {
        let words: Set = [
            "sum", "by", "job", "le", "rate", "increase", "histogram_quantile", "time",
            "timestamp", "abs", "and", "or", "status", "reason", "outcome",
            "max_over_time", "count_over_time", "changes",
        ]
        let text = try String(contentsOf: rules, encoding: .utf8)
        let expressions = text.split(separator: "\n").filter { $0.contains(" expr: ") }
        XCTAssertGreaterThan(expressions.count, 20)
        var names: Set<String> = []
        for expression in expressions {
            let bare = expression.replacing(#/.* expr:/#, with: "")
                .replacing(#/"[^"]*"/#, with: "").replacing(#/\[[^\]]*\]/#, with: "")
                .replacing(#/[0-9.]+e[0-9]+|offset [0-9]+d/#, with: "")
            names.formUnion(bare.matches(of: #/[a-z_]+/#).map { String($0.0) })
        }
        return names.subtracting(words)
    }
}
