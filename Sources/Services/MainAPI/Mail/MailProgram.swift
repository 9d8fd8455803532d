import Foundation
import Glibc
import Platform
import Synchronization

/// A program that reads a message from its standard input, such as sendmail.
///
/// Foundation's `Process` would also wait for background processes that the program leaves
/// running, such as those in which some mail servers deliver.
struct MailProgram: Sendable {
    /// The program could not be started or did not exit with 0.
    struct Failed: Error {
        /// The exit status, 128 plus the number of a signal, or errno.
        let status: Int32
    }

    /// Seconds until a running program is killed.
    private static let timeout = 30.0

    let path: String

    /// Runs the program with the file `input` as its standard input.
    ///
    /// - Throws: `Failed`.
    func run(_ arguments: [String], input: String) async throws {
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            do {
                // waitid blocks, so it needs a thread of its own.
                try SystemThread.detach {
                    continuation.resume(
                        with: .init { try Self.waitForExit(of: start(arguments, input: input)) })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        guard status == 0 else { throw Failed(status: status) }
    }

    /// The child process blocks no signals and inherits none of our descriptors.
    private func start(_ arguments: [String], input: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
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
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let environment = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") }
        let argv = ([path] + arguments).map { strdup($0) }
        defer { for text in argv + environment { free(text) } }
        var child = pid_t()
        let code = posix_spawn(
            &child, path, &actions, &attributes, argv + [nil], environment + [nil])
        guard code == 0 else { throw Failed(status: code) }
        return child
    }

    /// Waits until the child has exited, and kills it at the timeout.
    private static func waitForExit(of child: pid_t) -> Int32 {
        let timer = KillTimer(child)
        DispatchQueue.global().asyncAfter(deadline: .now() + timeout) { timer.fire() }
        var information = siginfo_t()
        while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        timer.cancel()
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Kills a child. It must be canceled before the child is reaped, because the system may then
    /// give the process ID to another process.
    private final class KillTimer: Sendable {
        private let child: Mutex<pid_t?>

        init(_ child: pid_t) { self.child = Mutex(child) }

        func fire() {
            child.withLock { if let child = $0 { kill(child, SIGKILL) } }
        }

        func cancel() {
            child.withLock { $0 = nil }
        }
    }
}
