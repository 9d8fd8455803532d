import Glibc

/// A thread of its own for blocking work, joined at its end.
final class WriterThread: Sendable {
    private let thread: pthread_t

    /// Starts the thread.
    ///
    /// - Throws: ``DatabaseSystemError`` when the system has no room for another thread.
    init(_ body: @escaping @Sendable () -> Void) throws(DatabaseSystemError) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { runWork($0) }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw DatabaseSystemError(operation: "starting the writer thread", errorNumber: code)
        }
        self.thread = thread
    }

    /// Waits for the thread to end; to be called exactly once.
    func join() {
        pthread_join(thread, nil)
    }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}

private func runWork(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
    return nil
}
