import Synchronization

/// A number that only grows. Any thread may count, without a lock.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    /// Counts one more, or several.
    package func increment(by amount: Int = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// How many were counted.
    package var value: Int { count.load(ordering: .relaxed) }
}

/// A number that goes up and down. Any thread may change it, without a lock.
package final class Gauge: Sendable {
    private let current = Atomic<Int>(0)

    /// Puts the number at `value`, whatever it was.
    package func set(_ value: Int) {
        current.store(value, ordering: .relaxed)
    }

    /// Adds to the number; a negative amount takes away.
    package func add(_ amount: Int) {
        current.wrappingAdd(amount, ordering: .relaxed)
    }

    /// What the number is now; other threads may change it at once.
    package var value: Int { current.load(ordering: .relaxed) }
}
