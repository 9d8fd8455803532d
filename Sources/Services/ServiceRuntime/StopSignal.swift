import Glibc

/// The signals that ask the process to stop, waited for by one thread instead of handled by any.
package enum StopSignal {
    /// Blocks SIGTERM and SIGINT for this thread and all it starts, and ignores SIGPIPE and
    /// SIGXFSZ: what they say comes as an error of the write too.
    ///
    /// To be called before any other thread is started; one started earlier would be killed by the
    /// signal, and the process with it.
    package static func block() {
        var signals = stopping()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Waits for one of them; the next one ends the process at once, as it may hang in stopping.
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
