import Synchronization

/// Runs an operation once per key at a time; concurrent callers share its result.
package final class Coalescer<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let running = Mutex<[Key: Task<Value, Never>]>([:])

    package init() {}

    /// The result of the running operation of that key, or of a new one.
    ///
    /// The operation runs outside the event loops. Cancelling a caller does not end it.
    package func value(
        for key: Key, _ operation: @escaping @Sendable () async -> Value
    ) async -> Value {
        let task = running.withLock { running in
            if let task = running[key] { return task }
            let task = Task.detached { [self] in
                let value = await operation()
                self.running.withLock { $0[key] = nil }
                return value
            }
            running[key] = task
            return task
        }
        return await task.value
    }
}
