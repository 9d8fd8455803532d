import Observability

/// Reads the metrics beside the event loops, once for all who want them meanwhile.
///
/// Some are counted row by row, which takes most of a second where a million notices wait; and
/// anybody may ask, as often as they like.
actor MetricsReading {
    private let metrics: Metrics
    private var underWay: Task<[UInt8], Never>?

    init(of metrics: Metrics) {
        self.metrics = metrics
    }

    /// The text for Prometheus, in octets.
    func text() async -> [UInt8] {
        if let underWay { return await underWay.value }
        let task = Task.detached { [metrics] in Array(metrics.exposition().utf8) }
        underWay = task
        let text = await task.value
        underWay = nil
        return text
    }
}
