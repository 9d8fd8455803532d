import Glibc

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
