import Dispatch
import Platform

/// A started server.
package final class RunningServer: Sendable {
    /// Time for the threads to end after their connections were closed.
    private static let closingMilliseconds = 1_000

    /// The address that it listens on.
    package let address: SocketAddress
    private let loops: [EventLoop]
    private let limiter: ConnectionLimiter
    private let drainMilliseconds: Int
    private let threads = DispatchGroup()

    init(
        _ loops: [EventLoop], address: SocketAddress, limiter: ConnectionLimiter, drain: Duration
    ) throws(SystemError) {
        self.address = address
        self.loops = loops
        self.limiter = limiter
        drainMilliseconds = Int(clamping: drain.wholeMilliseconds)
        for (index, loop) in loops.enumerated() {
            threads.enter()
            do throws(SystemError) {
                try SystemThread.detach { [threads] in
                    loop.run()
                    threads.leave()
                }
            } catch {
                threads.leave()
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
        if haveEnded(withinMilliseconds: drainMilliseconds) { return true }
        for loop in loops { loop.closeConnections() }
        return haveEnded(withinMilliseconds: Self.closingMilliseconds)
    }

    private func haveEnded(withinMilliseconds milliseconds: Int) -> Bool {
        threads.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }
}
