import Observability
import XCTest

final class MetricsTests: XCTestCase {
    func testExpositionIsPrometheusText() {
        let metrics = Metrics()
        let get = metrics.counter(
            "requests_total", help: "Requests answered.",
            labels: ["method": "GET", "status": "2xx"])
        metrics.gauge("connections", help: "Open connections.") { 3 }
        let post = metrics.counter(
            "requests_total", help: "Requests answered.",
            labels: ["method": "POST", "status": "2xx"])
        metrics.gauge("queue_depth", help: "Waiting writes.") { 2.5 }
        metrics.counter("commits_total", help: "Commits.") { 7 }
        let times = metrics.histogram(
            "request_seconds", help: "Time.", labels: ["route": "/book"], bounds: [0.125, 1])
        get.increment()
        get.increment(by: 2)
        post.increment()
        for value in [0.125, 0.25, 0.5, 4] { times.observe(value) }
        times.observe(0.125)

        XCTAssertEqual(
            metrics.exposition(),
            """
            # HELP requests_total Requests answered.
            # TYPE requests_total counter
            requests_total{method="GET",status="2xx"} 3
            requests_total{method="POST",status="2xx"} 1
            # HELP connections Open connections.
            # TYPE connections gauge
            connections 3
            # HELP queue_depth Waiting writes.
            # TYPE queue_depth gauge
            queue_depth 2.5
            # HELP commits_total Commits.
            # TYPE commits_total counter
            commits_total 7
            # HELP request_seconds Time.
            # TYPE request_seconds histogram
            request_seconds_bucket{route="/book",le="0.125"} 2
            request_seconds_bucket{route="/book",le="1"} 4
            request_seconds_bucket{route="/book",le="+Inf"} 5
            request_seconds_sum{route="/book"} 5
            request_seconds_count{route="/book"} 5

            """)
    }

    func testLineFeedsInLabelsAndHelpAreEscaped() {
        let metrics = Metrics()
        metrics.gauge("x", help: "a\\b\n\"c\"", labels: ["l": "a\\b\n\"c\"\r\n"]) { .nan }
        metrics.gauge("y", help: "") { -.infinity }
        let expected = [
            #"# HELP x a\\b\n"c""#, "# TYPE x gauge", #"x{l="a\\b\n\"c\""# + "\r" + #"\n"} NaN"#,
            "# HELP y ", "# TYPE y gauge", "y -Inf", "",
        ]
        XCTAssertEqual(metrics.exposition(), expected.joined(separator: "\n"))
    }

    func testConcurrentIncrementsAreAllCounted() async {
        let metrics = Metrics()
        let counter = metrics.counter("n_total", help: "")
        let histogram = metrics.histogram("h", help: "", bounds: [1])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<5000 {
                        counter.increment()
                        histogram.observe(0.5)
                    }
                }
            }
        }
        XCTAssertEqual(counter.value, 20_000)
        let text = metrics.exposition()
        XCTAssertTrue(text.contains("h_sum 10000\n"), text)
        XCTAssertTrue(text.contains("h_count 20000\n"), text)
    }
}
