import CLinux
import Glibc
import Platform

/// The thread of one event loop.
final class LoopThread: Sendable {
    let loop: EventLoop
    private let end: Latch

    init(_ loop: EventLoop) throws(SystemError) {
        self.loop = loop
        end = try Latch()
    }

    /// Starts the thread; to be called once.
    ///
    /// - Throws: `SystemError` when there can be no more threads.
    func start() throws(SystemError) {
        // The thread holds this object, and by it the loop, until it has ended.
        try SystemThread.detach {
            self.loop.run()
            self.end.open()
        }
    }

    /// Waits for the thread's end; false when it has not come by then.
    func join(until deadline: UInt64) -> Bool {
        let now = MonotonicClock.milliseconds()
        return end.wait(milliseconds: deadline > now ? deadline - now : 0)
    }
}

/// Something that is opened once, and that any number of threads can wait for.
private struct Latch: ~Copyable, Sendable {
    private let event: Descriptor

    init() throws(SystemError) {
        event = try Descriptor(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), of: "eventfd")
    }

    func open() {
        var one: UInt64 = 1
        _ = write(event.number, &one, 8)
    }

    /// False when it was not opened in time.
    func wait(milliseconds: UInt64) -> Bool {
        let deadline = MonotonicClock.milliseconds() + milliseconds
        while true {
            let now = MonotonicClock.milliseconds()
            var state = pollfd(fd: event.number, events: Int16(POLLIN), revents: 0)
            let result = poll(&state, 1, Int32(clamping: deadline > now ? deadline - now : 0))
            if result > 0 { return true }
            if result == 0 || errno != EINTR { return false }
        }
    }
}
