import Synchronization

/// How often a value fell below each of some bounds. Any thread may observe, without a lock.
package final class Histogram: Sendable {
    private let bounds: [Double]
    /// One for each bound, and one for what is above them all; not cumulative.
    private let buckets: [Counter]
    /// The bits of a Double, as atomics add integers only.
    private let sum = Atomic<UInt64>(0)

    init(bounds: [Double]) {
        self.bounds = bounds.sorted()
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts one value, in the unit that the metric's name tells.
    package func observe(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        buckets[index].increment()
        var former = sum.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: former) + value).bitPattern
            let (exchanged, original) = sum.compareExchange(
                expected: former, desired: new, ordering: .relaxed)
            if exchanged { return }
            former = original
        }
    }

    /// Counts a length of time, in seconds.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) / 1e18)
    }

    var samples: [Sample] {
        var samples: [Sample] = []
        var count = 0
        for (bucket, bound) in zip(buckets, bounds + [.infinity]) {
            count += bucket.value
            samples.append(Sample(Double(count), suffix: "_bucket", bound: bound))
        }
        samples.append(Sample(Double(bitPattern: sum.load(ordering: .relaxed)), suffix: "_sum"))
        samples.append(Sample(Double(count), suffix: "_count"))
        return samples
    }
}
