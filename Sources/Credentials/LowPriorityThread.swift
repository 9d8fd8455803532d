import Glibc

/// A thread for long calculations, which gives way to those that serve.
enum LowPriorityThread {
    /// Against a thread of ordinary priority it gets a tenth of a processor, and all of an idle
    /// one.
    private static let niceness: Int32 = 10

    /// Starts a thread that ends with the work; false when the system has no room for one.
    static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        let context = Unmanaged.passRetained(Work(work))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { LowPriorityThread.run($0) }, context.toOpaque())
        guard code == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        // On Linux, it is the calling thread alone that becomes nicer.
        _ = nice(niceness)
        Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
        return nil
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
