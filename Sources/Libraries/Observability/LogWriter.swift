import Dispatch
import Glibc
import Synchronization

/// Writes the log's lines to a descriptor in their order, on a thread of its own.
///
/// If the descriptor's reader has stopped, lines wait in memory up to a limit. Further lines are
/// dropped; a later line says how many.
final class LogWriter: Sendable {
    /// Limit on waiting bytes.
    private static let capacity = 1 << 20

    static let standardError = LogWriter(descriptor: STDERR_FILENO)

    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        var isWriting = false
    }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "log")
    private let state = Mutex(State())

    /// - Parameter descriptor: It stays open.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// - Parameter line: With a line feed at its end.
    func write(_ line: [UInt8]) {
        let startsWriting = state.withLock { state in
            guard state.waiting.count + line.count <= Self.capacity else {
                state.dropped += 1
                return false
            }
            state.waiting += line
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if startsWriting { queue.async { self.writeWaitingLines() } }
    }

    /// Waits until all earlier lines are written; false after the timeout.
    func flush(timeout: Duration) -> Bool {
        let written = DispatchSemaphore(value: 0)
        queue.async { written.signal() }
        return written.wait(timeout: .now() + timeout / .seconds(1)) == .success
    }

    private func writeWaitingLines() {
        while let lines = removeLines() { writeAll(lines) }
    }

    /// Removes all waiting lines; nil, which ends the writing, if there are none.
    private func removeLines() -> [UInt8]? {
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

    /// Writes all bytes; on an error other than an interruption, the rest is lost.
    private func writeAll(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
