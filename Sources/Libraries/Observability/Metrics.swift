import Synchronization

/// What the process counts and measures, and its text for Prometheus.
///
/// Metrics are registered once, at start, with their labels; counting then takes no lock. The same
/// name may be registered again with other labels, and shows as one family.
package final class Metrics: Sendable {
    /// Names and values that tell series of one family apart.
    package typealias Labels = KeyValuePairs<StaticString, String>

    /// The bounds, in seconds, that suit the times requests take.
    package static let requestSeconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
    ]

    private struct Family {
        let name: String
        let help: String
        let kind: String
        var series: [Series] = []
    }

    private struct Series: Sendable {
        let labels: [(name: String, value: String)]
        let samples: @Sendable () -> [Sample]
    }

    private let families = Mutex<[Family]>([])

    /// A registry without any metric.
    package init() {}

    /// Registers a number that only grows; its name ends in `_total`.
    package func counter(_ name: StaticString, help: String, labels: Labels = [:]) -> Counter {
        let counter = Counter()
        add(name, "counter", help, labels) { [Sample(Double(counter.value))] }
        return counter
    }

    /// Registers a number that goes up and down.
    package func gauge(_ name: StaticString, help: String, labels: Labels = [:]) -> Gauge {
        let gauge = Gauge()
        add(name, "gauge", help, labels) { [Sample(Double(gauge.value))] }
        return gauge
    }

    /// Registers a number that is asked for whenever the metrics are read.
    package func gauge(
        _ name: StaticString, help: String, labels: Labels = [:],
        value: @escaping @Sendable () -> Double
    ) {
        add(name, "gauge", help, labels) { [Sample(value())] }
    }

    /// Registers a growing number that somebody else counts, asked for whenever the metrics are
    /// read.
    package func counter(
        _ name: StaticString, help: String, labels: Labels = [:],
        value: @escaping @Sendable () -> Double
    ) {
        add(name, "counter", help, labels) { [Sample(value())] }
    }

    /// Registers a distribution, counted in buckets up to each of the bounds.
    package func histogram(
        _ name: StaticString, help: String, labels: Labels = [:],
        bounds: [Double] = Metrics.requestSeconds
    ) -> Histogram {
        let histogram = Histogram(bounds: bounds)
        add(name, "histogram", help, labels) { histogram.samples }
        return histogram
    }

    /// Every metric in the text format of Prometheus, version 0.0.4.
    package func exposition() -> String {
        // The closures are called with no lock held, as they may take locks of their own.
        let families = families.withLock { $0 }
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(PrometheusText.escapedHelp(family.help))\n"
            text += "# TYPE \(family.name) \(family.kind)\n"
            for series in family.series {
                for sample in series.samples() {
                    text += PrometheusText.line(family.name, series.labels, sample)
                }
            }
        }
        return text
    }

    private func add(
        _ name: StaticString, _ kind: String, _ help: String, _ labels: Labels,
        samples: @escaping @Sendable () -> [Sample]
    ) {
        let name = name.description
        let series = Series(
            labels: labels.map { ($0.key.description, $0.value) }, samples: samples)
        families.withLock { families in
            if let index = families.firstIndex(where: { $0.name == name && $0.kind == kind }) {
                families[index].series.append(series)
            } else {
                families.append(Family(name: name, help: help, kind: kind, series: [series]))
            }
        }
    }
}
