import Glibc

/// The signals that stop the process; one thread waits for them.
package enum StopSignal {
    /// Blocks SIGTERM and SIGINT for this thread and its descendants. Ignores SIGPIPE and SIGXFSZ,
    /// because their writes also fail with an error.
    ///
    /// Must be called before another thread starts: a signal to a thread that does not block it
    /// kills the process.
    package static func block() {
        var signals = stopping()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Waits for a signal; the next one kills the process, which may hang while it stops.
    ///
    /// - Returns: The signal's number.
    package static func wait() -> Int32 {
        var signals = stopping()
        var received: Int32 = 0
        while sigwait(&signals, &received) != 0 {}
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        return received
    }

    private static func stopping() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        return signals
    }
}
