import Synchronization

/// The process's metrics and their text for Prometheus.
///
/// Metrics are registered at start with their labels; counting then takes no lock. Metrics of the
/// same name with different labels form one family.
package final class Metrics: Sendable {
    /// Names and values that distinguish the series of a family.
    package typealias Labels = KeyValuePairs<StaticString, String>

    /// Bounds for the duration of requests, in seconds.
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

    package init() {}

    /// - Parameter name: Ends in `_total`.
    package func counter(_ name: StaticString, help: String, labels: Labels = [:]) -> Counter {
        let counter = Counter()
        add(name, "counter", help, labels) { [Sample(Double(counter.value))] }
        return counter
    }

    /// Registers a number that goes up and down; `value` is called for each exposition.
    package func gauge(
        _ name: StaticString, help: String, labels: Labels = [:],
        value: @escaping @Sendable () -> Double
    ) {
        add(name, "gauge", help, labels) { [Sample(value())] }
    }

    /// Registers a number that only grows; `value` is called for each exposition.
    package func counter(
        _ name: StaticString, help: String, labels: Labels = [:],
        value: @escaping @Sendable () -> Double
    ) {
        add(name, "counter", help, labels) { [Sample(value())] }
    }

    /// Registers a distribution, with a bucket for each bound.
    package func histogram(
        _ name: StaticString, help: String, labels: Labels = [:],
        bounds: [Double] = Metrics.requestSeconds
    ) -> Histogram {
        let histogram = Histogram(bounds: bounds)
        add(name, "histogram", help, labels) { histogram.samples }
        return histogram
    }

    /// All metrics in Prometheus's text format, version 0.0.4.
    package func exposition() -> String {
        // The closures are called without the lock, because they may take locks of their own.
        let families = families.withLock { $0 }
        var text = ""
        for family in families {
            text += "# HELP \(family.name) \(PrometheusText.escaped(family.help, quotes: false))\n"
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
