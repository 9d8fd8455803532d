import Glibc

/// A service's process; killed on deinitialization, so that it does not outlive the run.
final class ServiceProcess {
    /// The process ended before it was ready, or was not ready within a minute.
    struct NotReady: Error {
        let program: String
    }

    private let program: String
    private let identifier: pid_t
    private let output: Int32
    private var hasEnded = false

    /// - Parameters:
    ///   - environment: Nothing else is inherited.
    ///   - log: The file to which standard error is appended.
    init(_ program: String, environment: [String: String], log: String) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw NotReady(program: program) }
        // A service must not inherit another one's pipe. Only one thread starts services.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = ends[0]
        defer { close(ends[1]) }
        self.program = program
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(
            &actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var identifier = pid_t()
        guard posix_spawn(&identifier, program, &actions, nil, &arguments, &variables) == 0 else {
            close(output)
            throw NotReady(program: program)
        }
        self.identifier = identifier
    }

    deinit {
        kill()
        close(output)
    }

    /// Waits for the first line on standard output.
    func waitUntilReady() throws {
        var ready = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        repeat {
            guard poll(&ready, 1, 60_000) == 1, read(output, &byte, 1) == 1 else {
                throw NotReady(program: program)
            }
        } while byte != UInt8(ascii: "\n")
    }

    func kill() { end(with: SIGKILL) }

    func stop() { end(with: SIGTERM) }

    private func end(with signal: Int32) {
        guard !hasEnded else { return }
        hasEnded = true
        Glibc.kill(identifier, signal)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }
}
