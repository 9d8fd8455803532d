import Synchronization

/// Counts values by upper bounds. Any thread can observe a value, without a lock.
package final class Histogram: Sendable {
    private let bounds: [Double]
    /// One for each bound and one for greater values; not cumulative.
    private let buckets: [Counter]
    /// The bits of a Double, because atomics add only integers.
    private let sum = Atomic<UInt64>(0)

    init(bounds: [Double]) {
        self.bounds = bounds.sorted()
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    /// - Parameter value: In the unit of the metric's name.
    package func observe(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        buckets[index].increment()
        var old = sum.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + value).bitPattern
            let (exchanged, original) = sum.compareExchange(
                expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
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
