import CLinux
import Glibc
import Platform
import Synchronization

/// Actions that other threads hand to an event loop.
///
/// The loop waits for the descriptor; an eventfd wakes it once for all actions that are posted before
/// it reads them.
package final class EventLoopMailbox: Sendable {
    package typealias Action = @Sendable () -> Void

    private struct State {
        var actions: [Action] = []
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

    /// Posts an action for the loop's thread; false once the mailbox is closed.
    package func post(_ action: @escaping Action) -> Bool {
        let (isOpen, needsWakeup) = state.withLock { state in
            if state.isClosed { return (false, false) }
            state.actions.append(action)
            defer { state.isWakeupPending = true }
            return (true, !state.isWakeupPending)
        }
        if needsWakeup {
            var one: UInt64 = 1
            _ = write(descriptor, &one, 8)
        }
        return isOpen
    }

    /// Removes and returns the actions in the order in which they were posted.
    package func removeAll() -> [Action] {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return state.withLock { state in
            state.isWakeupPending = false
            defer { state.actions = [] }
            return state.actions
        }
    }

    /// Returns the remaining actions and refuses later ones.
    package func close() -> [Action] {
        state.withLock { $0.isClosed = true }
        return removeAll()
    }
}
