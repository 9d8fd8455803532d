import Platform

/// A server that serves.
package final class RunningServer: Sendable {
    /// Milliseconds for threads to end once their connections have been closed.
    private static let patience: UInt64 = 1_000

    /// Where it listens.
    package let address: SocketAddress
    private let threads: [LoopThread]
    private let population: ConnectionLimiter
    private let drainMilliseconds: UInt64

    init(
        _ loops: [EventLoop], address: SocketAddress, population: ConnectionLimiter,
        drainMilliseconds: UInt64
    ) throws(SystemError) {
        self.address = address
        self.population = population
        self.drainMilliseconds = drainMilliseconds
        var threads: [LoopThread] = []
        for loop in loops {
            do throws(SystemError) {
                let thread = try LoopThread(loop)
                try thread.start()
                threads.append(thread)
            } catch {
                for thread in threads { thread.loop.drain() }
                throw error
            }
        }
        self.threads = threads
    }

    /// Connections that are open now.
    package var connectionCount: Int { population.count }

    /// Stops accepting, lets what is in flight finish within the bound, and ends the threads.
    ///
    /// Blocks, and so must not be called on an event loop. Whatever is still at work when the
    /// bound has passed is cut off. It may be called again, and by several threads.
    ///
    /// - Returns: Whether all threads have ended; one may be held by a handler that does not
    ///   return.
    @discardableResult
    package func stop() -> Bool {
        for thread in threads { thread.loop.drain() }
        let deadline = MonotonicClock.milliseconds() + drainMilliseconds
        var haveEnded = true
        for thread in threads where !thread.join(until: deadline) {
            thread.loop.abandon()
            let hasEnded = thread.join(until: MonotonicClock.milliseconds() + Self.patience)
            haveEnded = haveEnded && hasEnded
        }
        return haveEnded
    }
}
