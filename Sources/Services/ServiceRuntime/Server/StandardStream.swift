import Glibc

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
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, written))
        }
    }
}
