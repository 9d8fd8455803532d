import Foundation
import Glibc
import Platform
import Synchronization
import TextEncoding

/// A program that reads a message from its standard input, such as sendmail.
///
/// Foundation's `Process` would also wait for the background processes of some mail programs.
package struct MailProgram: Sendable {
    /// The program could not be started or did not exit with 0.
    package struct Failed: Error, CustomStringConvertible {
        /// The exit status, 128 plus the number of a signal, or errno.
        package let status: Int32
        /// The beginning of its standard error.
        package let message: String

        package var description: String { "status \(status): \(message)" }
    }

    /// Limit on the program's run; then it is killed with its children.
    package static let defaultTimeout = Duration.seconds(30)
    /// The time between SIGTERM and SIGKILL after the task was cancelled. With the limit on running
    /// requests it must be less than Docker's ten seconds.
    private static let gracePeriod = Duration.seconds(1)
    /// Limit on the stored beginning of its standard error.
    private static let maximumMessageBytes = 1024

    package let path: String
    /// Those that come before the service's own.
    let arguments: [String]
    let timeout: Duration

    /// The configuration that the arguments name as msmtp reads them: `-C FILE` or `--file=FILE`.
    package var configuration: String? {
        if let named = arguments.first(where: { $0.hasPrefix("--file=") }) {
            return String(named.dropFirst("--file=".count))
        }
        return arguments.firstIndex(of: "-C").flatMap { arguments.dropFirst($0 + 1).first }
    }

    package init(
        path: String, arguments: [String] = [], timeout: Duration = MailProgram.defaultTimeout
    ) {
        self.path = path
        self.arguments = arguments
        self.timeout = timeout
    }

    /// Runs the program with the file `input` as its standard input.
    ///
    /// If the task is cancelled, the program gets SIGTERM, then SIGKILL.
    /// - Throws: `Failed`, `SystemError`; `CancellationError` if the task was cancelled before the
    ///   program had exited with 0.
    package func run(_ arguments: [String], input: String) async throws {
        let cancellation = Cancellation()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                do {
                    // Waiting for the program blocks, so it needs a thread of its own.
                    try SystemThread.detach {
                        continuation.resume(
                            with: .init {
                                if cancellation.isRequested { throw CancellationError() }
                                try start(arguments, input: input).wait(until: cancellation)
                            })
                    }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            cancellation.request()
        }
    }

    /// The same program, started by root as another user and with that user's environment.
    ///
    /// - Parameter withoutNewPrivileges: Whether it cannot gain privileges (`no_new_privs`).
    package func run(
        asUser user: String, group: UInt32, withoutNewPrivileges: Bool
    ) -> MailProgram {
        let restriction = withoutNewPrivileges ? ["--no-new-privs"] : []
        let options = ["--reuid=\(user)", "--regid=\(group)", "--init-groups", "--reset-env"]
        return MailProgram(
            path: "/usr/bin/setpriv",
            arguments: options + restriction + ["--", path] + self.arguments, timeout: timeout)
    }

    /// Whether the program is to end early.
    private final class Cancellation: Sendable {
        private let flag = Atomic(false)

        var isRequested: Bool { flag.load(ordering: .relaxed) }

        func request() { flag.store(true, ordering: .relaxed) }
    }

    /// The variables that the program inherits; others hold this service's secrets.
    private static let inheritedVariables: Set = ["PATH", "HOME", "LANG", "TZ"]

    /// Starts the program as the leader of a process group, without blocked signals and without the
    /// service's descriptors.
    private func start(_ arguments: [String], input: String) throws -> RunningChild {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemError("pipe") }
        let errors = Descriptor(open: ends[0])
        let writeEnd = Descriptor(open: ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(errors.number, F_SETFL, O_NONBLOCK)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, writeEnd.number, STDERR_FILENO)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        let environment = ProcessInfo.processInfo.environment
            .filter { Self.inheritedVariables.contains($0.key) }.map { strdup("\($0)=\($1)") }
        let argv = ([path] + self.arguments + arguments).map { strdup($0) }
        defer { for text in argv + environment { free(text) } }
        var child = pid_t()
        let code = posix_spawn(
            &child, path, &actions, &attributes, argv + [nil], environment + [nil])
        guard code == 0 else {
            throw Failed(status: code, message: String(cString: strerror(code)))
        }
        return RunningChild(process: child, errors: errors, timeout: timeout)
    }

    /// A started program and the read end of its standard error.
    private struct RunningChild: ~Copyable {
        /// Also the number of its process group.
        let process: pid_t
        let errors: Descriptor
        let timeout: Duration

        /// Waits until the program has ended, and kills its group at the timeout.
        ///
        /// Processes that it leaves running may hold its standard error open.
        /// - Throws: `Failed`, `CancellationError`.
        consuming func wait(until cancellation: Cancellation) throws {
            var deadline = ContinuousClock.now + timeout
            var isCancelled = false
            var message: [UInt8] = []
            var status: Int32 = 0
            var pause: Int32 = 1
            while true {
                // An open standard error ends the wait when the program writes or exits.
                var waiting = pollfd(fd: errors.number, events: Int16(POLLIN), revents: 0)
                let isOpen = receive(&message)
                poll(&waiting, isOpen ? 1 : 0, pause)
                pause = min(pause * 2, 50)
                let ended = waitpid(process, &status, WNOHANG)
                if ended == process { break }
                if cancellation.isRequested, !isCancelled {
                    isCancelled = true
                    deadline = min(deadline, ContinuousClock.now + gracePeriod)
                    kill(-process, SIGTERM)
                } else if ContinuousClock.now >= deadline {
                    kill(-process, SIGKILL)
                    while waitpid(process, &status, 0) < 0, errno == EINTR {}
                    break
                }
            }
            _ = receive(&message)
            let signal = status & 0x7F
            let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
            guard code == 0 else {
                if isCancelled {
                    // Its children may have ignored SIGTERM.
                    kill(-process, SIGKILL)
                    throw CancellationError()
                }
                let text = String(streamSafe: message) ?? String(ascii: message)
                throw Failed(status: code, message: text)
            }
        }

        /// Reads what the program has written; false at its end.
        private func receive(_ message: inout [UInt8]) -> Bool {
            var buffer = [UInt8](repeating: 0, count: 4096)
            // Bounded, because a background process may write forever.
            for _ in 0..<16 {
                let count = read(errors.number, &buffer, buffer.count)
                if count <= 0 { return count < 0 && (errno == EAGAIN || errno == EINTR) }
                let room = MailProgram.maximumMessageBytes - message.count
                message += buffer.prefix(min(count, max(0, room)))
            }
            return true
        }
    }
}
