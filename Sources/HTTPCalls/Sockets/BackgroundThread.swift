import Glibc

/// A thread of its own for work that must not hold up an event loop.
final class BackgroundThread: Sendable {
    private let work: @Sendable () -> Void

    private init(_ work: @escaping @Sendable () -> Void) { self.work = work }

    /// Starts the work; false where the system has no room for another thread.
    static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        let context = Unmanaged.passRetained(BackgroundThread(work))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { BackgroundThread.run($0) }, context.toOpaque())
        if code != 0 { context.release() }
        return code == 0
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
