import CLinux
import Glibc
import Platform
import Synchronization

/// A started server.
package final class RunningServer: Sendable {
    /// Time for the threads to end after their connections were closed.
    private static let closingMilliseconds: UInt64 = 1_000

    /// The address that it listens on.
    package let address: SocketAddress
    private let loops: [EventLoop]
    private let limiter: ConnectionLimiter
    private let drainMilliseconds: UInt64
    private let threads: ThreadCounter

    init(
        _ loops: [EventLoop], address: SocketAddress, limiter: ConnectionLimiter, drain: Duration
    ) throws(SystemError) {
        self.address = address
        self.loops = loops
        self.limiter = limiter
        drainMilliseconds = drain.wholeMilliseconds
        let threads = try ThreadCounter(running: loops.count)
        self.threads = threads
        for (index, loop) in loops.enumerated() {
            do throws(SystemError) {
                try SystemThread.detach {
                    loop.run()
                    threads.recordEnd()
                }
            } catch {
                for started in loops[..<index] { started.drain() }
                throw error
            }
        }
    }

    /// Open connections.
    package var connectionCount: Int { limiter.count }

    /// Stops accepting, completes the requests in progress, and ends the threads.
    ///
    /// Blocks, so it must not be called on an event loop. Requests that outlast the drain timeout
    /// are cut off. Several threads may call it, also more than once.
    ///
    /// - Returns: Whether all threads have ended; a handler that does not return can hold one.
    @discardableResult
    package func stop() -> Bool {
        for loop in loops { loop.drain() }
        if threads.waitForEnd(milliseconds: drainMilliseconds) { return true }
        for loop in loops { loop.closeConnections() }
        return threads.waitForEnd(milliseconds: Self.closingMilliseconds)
    }
}

/// Counts running threads; any number of threads can wait for the end of the last one.
private final class ThreadCounter: Sendable {
    private let running: Atomic<Int>
    private let end: Descriptor

    init(running count: Int) throws(SystemError) {
        running = Atomic(count)
        end = try Descriptor(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), of: "eventfd")
    }

    func recordEnd() {
        guard running.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
        var one: UInt64 = 1
        _ = write(end.number, &one, 8)
    }

    /// False when a thread is still running after that time.
    func waitForEnd(milliseconds: UInt64) -> Bool {
        let deadline = MonotonicClock.milliseconds() + milliseconds
        while true {
            let now = MonotonicClock.milliseconds()
            var state = pollfd(fd: end.number, events: Int16(POLLIN), revents: 0)
            let result = poll(&state, 1, Int32(clamping: deadline > now ? deadline - now : 0))
            if result > 0 { return true }
            if result == 0 || errno != EINTR { return false }
        }
    }
}
