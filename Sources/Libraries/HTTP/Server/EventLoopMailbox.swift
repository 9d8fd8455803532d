import CLinux
import Glibc
import Platform
import Synchronization

/// What other threads have for an event loop: the one door into it.
///
/// The loop sleeps in epoll, so whoever puts something in wakes it by an eventfd, once for all
/// that is put in before it looks.
package final class EventLoopMailbox: Sendable {
    /// What was put in since the loop looked last.
    package struct Content {
        var jobs: [UnownedJob] = []
        /// In the order in which they were put in.
        package var deeds: [@Sendable () -> Void] = []
    }

    private struct State {
        var content = Content()
        var isWakeupPending = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wakeup: Descriptor

    /// An open inbox.
    ///
    /// - Throws: `SystemError` when there can be no more descriptors.
    package init() throws(SystemError) {
        wakeup = try Descriptor(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), of: "eventfd")
    }

    /// What becomes readable when something is put in.
    package var descriptor: Int32 { wakeup.number }

    /// Puts in the next piece of a task; false once the loop has ended.
    func put(_ job: UnownedJob) -> Bool {
        put { $0.jobs.append(job) }
    }

    /// Puts in something to be done on the loop's thread; false once the loop has ended.
    package func put(_ deed: @escaping @Sendable () -> Void) -> Bool {
        put { $0.deeds.append(deed) }
    }

    private func put(_ change: (inout Content) -> Void) -> Bool {
        let (isOpen, needsWakeup) = state.withLock { state in
            if state.isClosed { return (false, false) }
            change(&state.content)
            defer { state.isWakeupPending = true }
            return (true, !state.isWakeupPending)
        }
        if needsWakeup {
            var one: UInt64 = 1
            _ = write(descriptor, &one, 8)
        }
        return isOpen
    }

    /// Takes out everything; to be called when the descriptor is readable.
    package func take() -> Content {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return state.withLock { state in
            state.isWakeupPending = false
            defer { state.content = Content() }
            return state.content
        }
    }

    /// Takes out what is left; nothing can be put in any more.
    package func close() -> Content {
        state.withLock { state in
            state.isClosed = true
            defer { state.content = Content() }
            return state.content
        }
    }
}
