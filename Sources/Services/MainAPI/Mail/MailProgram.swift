import Foundation
import Glibc
import Synchronization

/// A program that takes messages on its standard input, as sendmail does.
///
/// Only itself is waited for, and not what it leaves at work behind it: some mail servers deliver
/// while nobody waits any more, which Foundation's `Process` would wait for.
struct MailProgram: Sendable {
    /// The program did not take the message, or could not be started.
    struct Refused: Error {
        /// What it ended with, or the number of the signal that ended it behind 128, or the
        /// system's error number.
        let status: Int32
    }

    /// Seconds that it has at most.
    private static let patience = 30.0

    let path: String

    /// Runs it with a file as its input.
    ///
    /// - Throws: `Refused`.
    func run(_ arguments: [String], input: String) async throws {
        let child = try start(arguments, input: input)
        let status = await withCheckedContinuation { continuation in
            // Of its own, as it does nothing but wait.
            Thread.detachNewThread { continuation.resume(returning: Self.end(of: child)) }
        }
        guard status == 0 else { throw Refused(status: status) }
    }

    /// It hears signals, whichever are held back here, and gets no descriptor of ours.
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
        var nothing = sigset_t()
        sigemptyset(&nothing)
        posix_spawnattr_setsigmask(&attributes, &nothing)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
        let words = ([path] + arguments).map { strdup($0) }
        let variables = environment.map { strdup($0) }
        defer { for text in words + variables { free(text) } }
        var child = pid_t()
        let code = posix_spawn(
            &child, path, &actions, &attributes, words + [nil], variables + [nil])
        guard code == 0 else { throw Refused(status: code) }
        return child
    }

    /// Waits for its end, and brings that about when the time is over.
    private static func end(of child: pid_t) -> Int32 {
        let timer = Deadline(child)
        DispatchQueue.global().asyncAfter(deadline: .now() + patience) { timer.passes() }
        var information = siginfo_t()
        while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        timer.ends()
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Ends a child unless that has ended before, when its number might soon be another's.
    private final class Deadline: Sendable {
        private let child: Mutex<pid_t?>

        init(_ child: pid_t) {
            self.child = Mutex(child)
        }

        func passes() {
            child.withLock { if let child = $0 { kill(child, SIGKILL) } }
        }

        func ends() {
            child.withLock { $0 = nil }
        }
    }
}
