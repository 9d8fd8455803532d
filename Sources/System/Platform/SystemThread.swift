import Glibc

/// A POSIX thread.
///
/// A detached thread detaches itself: detaching one from outside while it ends reads freed memory
/// in glibc.
package struct SystemThread: Sendable {
    private let handle: pthread_t

    /// Starts a thread that must be joined exactly once.
    ///
    /// - Throws: ``SystemError`` when the system has no resources for another thread.
    package init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        handle = try Self.create(body)
    }

    /// Starts a thread that releases its resources when it ends.
    ///
    /// - Parameter niceness: Lowers the thread's priority, 0–19; 10 leaves it a tenth of a busy
    ///   core.
    /// - Throws: ``SystemError`` when the system has no resources for another thread.
    package static func detach(
        niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        _ = try create {
            pthread_detach(pthread_self())
            // On Linux, nice(2) applies to the calling thread alone.
            if niceness != 0 { _ = nice(niceness) }
            body()
        }
    }

    /// Waits until the thread has ended.
    package func join() { pthread_join(handle, nil) }

    private static func create(
        _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> pthread_t {
        let context = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { Body.run($0) }, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw SystemError("pthread_create", code: code)
        }
        return thread
    }

    private final class Body: Sendable {
        private let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }

        static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().body() }
            return nil
        }
    }
}
