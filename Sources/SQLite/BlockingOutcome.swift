import Dispatch
import Synchronization

/// A result that one thread waits for and another sets.
final class BlockingOutcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    /// Sets the result, once.
    func set(_ result: Result<Value, any Error>) {
        self.result.withLock { $0 = result }
        isSet.signal()
    }

    /// Waits for the result.
    func wait() throws -> Value {
        isSet.wait()
        guard let result = result.withLock({ $0 }) else { throw DatabaseClosed() }
        return try result.get()
    }
}
