import Synchronization
import Timekeeping

/// A clock that changes only when it is set.
package final class SettableClock: Sendable {
    private let time: Mutex<Timestamp>

    package init(_ start: Timestamp) {
        time = Mutex(start)
    }

    package var clock: WallClock { WallClock { self.now() } }

    /// The time that was set.
    package func now() -> Timestamp { time.withLock { $0 } }

    /// Sets the time, which may be earlier than the current one.
    package func set(_ timestamp: Timestamp) {
        time.withLock { $0 = timestamp }
    }

    /// Moves the time forward, or back by a negative number.
    package func advance(seconds: Int64) {
        time.withLock { $0 = $0.adding(seconds: seconds) }
    }
}
