import CLinux
import Glibc
import Platform
import Synchronization

/// Jobs and actions that other threads hand to an event loop.
///
/// The loop waits for the descriptor; an eventfd wakes it once for everything that is posted
/// before it looks.
package final class EventLoopMailbox: Sendable {
    /// What was posted since the last `removeAll`.
    package struct Content {
        var jobs: [UnownedJob] = []
        /// In the order in which they were posted.
        package var actions: [@Sendable () -> Void] = []
    }

    private struct State {
        var content = Content()
        var isWakeupPending = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wakeup: Descriptor

    /// - Throws: `SystemError` when the process has no descriptor left.
    package init() throws(SystemError) {
        wakeup = try Descriptor(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), of: "eventfd")
    }

    /// Becomes readable when something is posted.
    package var descriptor: Int32 { wakeup.number }

    /// Posts a part of a task; false once the mailbox is closed.
    func post(_ job: UnownedJob) -> Bool {
        post { $0.jobs.append(job) }
    }

    /// Posts an action for the loop's thread; false once the mailbox is closed.
    package func post(_ action: @escaping @Sendable () -> Void) -> Bool {
        post { $0.actions.append(action) }
    }

    private func post(_ change: (inout Content) -> Void) -> Bool {
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

    /// Removes and returns the content; for the loop, when the descriptor is readable.
    package func removeAll() -> Content {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return state.withLock { state in
            state.isWakeupPending = false
            defer { state.content = Content() }
            return state.content
        }
    }

    /// Returns the remaining content and refuses everything that is posted later.
    package func close() -> Content {
        state.withLock { state in
            state.isClosed = true
            defer { state.content = Content() }
            return state.content
        }
    }
}
