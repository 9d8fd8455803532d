import Dispatch
import Glibc
import Synchronization

/// Brings the log's lines to a descriptor, in their order and on a thread of its own, so that
/// nobody who logs waits for whoever reads.
///
/// What a reader that has stopped does not take is kept up to a bound; beyond it lines are dropped,
/// and counted in a line of their own once there is room again.
final class LogWriter: Sendable {
    /// The bytes that wait at most.
    private static let capacity = 1 << 20

    /// The one that writes to standard error.
    static let standardError = LogWriter(descriptor: STDERR_FILENO)

    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        var isWriting = false
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "log")
    private let state = Mutex(State())

    /// A writer with nothing waiting.
    ///
    /// - Parameter descriptor: Where the lines go; it stays open.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Takes a line, which ends with a line feed.
    func write(_ line: [UInt8]) {
        let begins = state.withLock { state in
            guard state.waiting.count + line.count <= Self.capacity else {
                state.dropped += 1
                return false
            }
            state.waiting += line
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if begins { queue.async { self.writeWhatWaits() } }
    }

    /// Waits until nothing that was taken before is left to write; false if it took too long.
    func flush(atMost bound: DispatchTimeInterval) -> Bool {
        let written = DispatchSemaphore(value: 0)
        queue.async { written.signal() }
        return written.wait(timeout: .now() + bound) == .success
    }

    private func writeWhatWaits() {
        while let lines = take() { writeAll(lines) }
    }

    /// All that waits; nil, and nobody writes any more, where nothing does.
    private func take() -> [UInt8]? {
        state.withLock { state in
            if state.dropped > 0 {
                var line = LogLine(at: .now(), level: .warning, event: "log_lines_dropped")
                line.append("count", "\(state.dropped)")
                state.waiting += line.ended
                state.dropped = 0
            }
            guard !state.waiting.isEmpty else {
                state.isWriting = false
                return nil
            }
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Writes to the last byte; a descriptor that fails for good loses the rest.
    private func writeAll(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
