import Synchronization

/// A clock that stands still until it is turned by hand, for tests and demonstrations.
package final class SettableClock: Sendable {
    private let moment: Mutex<Timestamp>

    /// A clock that stands at `start`.
    package init(_ start: Timestamp) {
        moment = Mutex(start)
    }

    /// The clock to hand to whoever tells the time by it.
    package var clock: Clock {
        Clock(now: { self.now() })
    }

    /// The moment at which it stands.
    package func now() -> Timestamp {
        moment.withLock { $0 }
    }

    /// Puts the clock at that moment, which may lie before the present one.
    package func set(_ timestamp: Timestamp) {
        moment.withLock { $0 = timestamp }
    }

    /// Turns the clock on by so many seconds, or back when negative.
    package func advance(seconds: Int64) {
        moment.withLock { $0 = $0.adding(seconds: seconds) }
    }
}
