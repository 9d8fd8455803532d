import Glibc
import Synchronization

/// The source of the time of day: the system's clock, or one that a test sets.
///
/// Rules take a `Timestamp` as a parameter and never read a clock.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(clamping: Int64(time.tv_sec))
    }

    package init(_ read: @escaping @Sendable () -> Timestamp) {
        self.read = read
    }

    /// The current time.
    package func now() -> Timestamp { read() }
}

/// A clock for tests that changes only when it is set.
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
