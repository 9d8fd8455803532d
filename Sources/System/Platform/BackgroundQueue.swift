import Dispatch
import Synchronization

/// Work that takes longer than an event loop may be occupied, one after the other on a thread of
/// its own.
package final class BackgroundQueue: Sendable {
    /// The highest number of calls that wait or run.
    private let limit: Int
    private let thread: DispatchQueue
    private let count = Atomic(0)

    package init(label: String, limit: Int) {
        self.limit = limit
        thread = DispatchQueue(label: label)
    }

    /// Runs the closure on the thread.
    ///
    /// - Throws: ``BackgroundQueueFull`` when too many calls wait; and what the closure throws.
    package func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        defer { count.subtract(1, ordering: .relaxed) }
        guard count.add(1, ordering: .relaxed).newValue <= limit else {
            throw BackgroundQueueFull()
        }
        return try await withCheckedThrowingContinuation { continuation in
            thread.async { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// Too many calls wait; this one has not begun and can be repeated soon.
package struct BackgroundQueueFull: Error {}
