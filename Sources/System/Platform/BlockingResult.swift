import Dispatch
import Synchronization

/// A value that one thread waits for and another supplies.
package final class BlockingResult<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isAvailable = DispatchSemaphore(value: 0)

    package init() {}

    /// Supplies the value; must be called once.
    package func set(_ value: Value) {
        self.value.withLock { $0 = value }
        isAvailable.signal()
    }

    /// Blocks the thread until the value is supplied; must be called once.
    package func wait() -> Value {
        isAvailable.wait()
        guard let value = value.withLock({ $0.take() }) else {
            preconditionFailure("the value was taken before")
        }
        return value
    }
}
