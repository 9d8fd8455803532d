import Glibc
import Platform

/// The process's output streams, unbuffered.
package enum StandardStream {
    /// Writes a line to standard output.
    package static func output(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// Writes a line to standard error.
    package static func error(_ line: String) {
        write(line + "\n", to: STDERR_FILENO)
    }

    /// Writes a prompt to standard error, without a line break.
    package static func prompt(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        _ = writeAll(Array(text.utf8), to: descriptor)
    }
}
