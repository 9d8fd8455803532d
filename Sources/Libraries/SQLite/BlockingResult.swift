import Dispatch
import Synchronization

/// The answer to a write that a thread waits for.
final class BlockingResult: Sendable {
    private let failure = Mutex<(any Error)?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    /// Takes the answer, once.
    func set(_ failure: (any Error)?) {
        self.failure.withLock { $0 = failure }
        isThere.signal()
    }

    /// Waits for the answer.
    ///
    /// - Throws: The error that it is.
    func wait() throws {
        isThere.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
