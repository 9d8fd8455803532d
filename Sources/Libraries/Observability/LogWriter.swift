import Dispatch
import Glibc
import Platform
import Synchronization

/// Writes the log's lines to a descriptor in their order, on a thread of its own.
///
/// If the descriptor's reader has stopped, lines wait in memory up to a limit. Further lines are
/// dropped; a later line has their number.
final class LogWriter: Sendable {
    private static let maximumWaitingBytes = 1 << 20

    static let standardError = LogWriter(descriptor: STDERR_FILENO)

    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        var isWriting = false
        /// Whether an error cut the last line that was written.
        var endsInLine = false
    }

    /// The number of lines that were dropped or lost.
    let dropped = Counter()

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
            guard state.waiting.count + line.count <= Self.maximumWaitingBytes else {
                state.dropped += 1
                dropped.increment()
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
        while let lines = removeLines() {
            let count = writeAll(lines.bytes, to: descriptor)
            guard count == lines.bytes.count else { return fail(after: count, of: lines) }
        }
    }

    /// Removes all waiting lines; nil, which ends the writing, if there are none.
    ///
    /// - Returns: The lines, of which the last one says how many were dropped, if any were.
    private func removeLines() -> (bytes: [UInt8], dropped: Int)? {
        state.withLock { state in
            let dropped = state.dropped
            if dropped > 0 {
                var line = LogLine(at: .now(), level: .warning, event: "log_lines_dropped")
                line.append("count", "\(dropped)")
                state.waiting += line.ended
            }
            guard !state.waiting.isEmpty else {
                state.isWriting = false
                return nil
            }
            if state.endsInLine { state.waiting.insert(UInt8(ascii: "\n"), at: 0) }
            let bytes = state.waiting
            (state.waiting, state.dropped, state.endsInLine) = ([], 0, false)
            return (bytes, dropped)
        }
    }

    /// Counts the lines that an error, such as a closed pipe, lost; the next line tries again.
    private func fail(after count: Int, of lines: (bytes: [UInt8], dropped: Int)) {
        // The last line, which has the number of dropped lines, is written again.
        let lost =
            lines.bytes[count...].count { $0 == UInt8(ascii: "\n") }
            - (lines.dropped > 0 ? 1 : 0)
        dropped.increment(by: lost)
        state.withLock { state in
            state.dropped += lost + lines.dropped
            state.endsInLine = count > 0 && lines.bytes[count - 1] != UInt8(ascii: "\n")
            state.isWriting = false
        }
    }
}
