import Glibc

/// A thread of its own for work that must not hold up an event loop, or is one.
package final class BackgroundThread: Sendable {
    private let work: @Sendable () -> Void

    private init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    /// Starts the work; nobody waits for its end.
    ///
    /// - Throws: `SystemError` when there can be no more threads.
    package static func start(_ work: @escaping @Sendable () -> Void) throws(SystemError) {
        let context = Unmanaged.passRetained(BackgroundThread(work))
        var thread = pthread_t()
        errno = pthread_create(&thread, nil, { BackgroundThread.run($0) }, context.toOpaque())
        guard errno == 0 else {
            let failure = SystemError("pthread_create")
            context.release()
            throw failure
        }
    }

    private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        // By the thread itself: detaching one that is just ending reads freed memory in glibc.
        pthread_detach(pthread_self())
        if let context {
            Unmanaged<BackgroundThread>.fromOpaque(context).takeRetainedValue().work()
        }
        return nil
    }
}
