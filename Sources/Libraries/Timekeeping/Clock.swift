import Glibc

/// Where the time of day comes from: the system, or a test that sets it by hand.
///
/// Rules take a `Timestamp`; only what calls them holds a clock, so that no rule reads the time
/// behind its caller's back.
package struct Clock: Sendable {
    private let read: @Sendable () -> Timestamp

    /// The clock of the machine.
    package static let system = Clock(now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(clamping: Int64(time.tv_sec))
    })

    /// A clock that tells whatever `now` returns.
    package init(now: @escaping @Sendable () -> Timestamp) {
        read = now
    }

    /// The present moment.
    package func now() -> Timestamp {
        read()
    }
}
