import Synchronization

/// A number that only grows. Any thread can increment it, without a lock.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    /// Adds to the count.
    package func increment(by amount: Int = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// The count since the process started.
    package var value: Int { count.load(ordering: .relaxed) }
}
