import Glibc

/// One run of a service's executable, from its start to its end.
///
/// Used by one thread. A run that is let go of is killed first, so that none outlives the torture.
final class ServiceProcess {
    /// It ended, or said nothing for a minute, before it was ready.
    struct NeverReady: Error {
        let program: String
    }

    private let program: String
    private let identifier: pid_t
    private let output: Int32
    private var isOver = false

    /// Starts the program; what it says on standard error is added to `log`.
    ///
    /// - Parameter environment: All the variables that it gets.
    init(_ program: String, environment: [String: String], log: String) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw NeverReady(program: program) }
        // Services must not hold each other's pipes open. Only one thread starts any.
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
            throw NeverReady(program: program)
        }
        self.identifier = identifier
    }

    deinit {
        kill()
        close(output)
    }

    /// Waits for its ready line.
    func waitUntilReady() throws {
        var ready = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        var octet: UInt8 = 0
        repeat {
            guard poll(&ready, 1, 60_000) == 1, read(output, &octet, 1) == 1 else {
                throw NeverReady(program: program)
            }
        } while octet != UInt8(ascii: "\n")
    }

    /// Ends it at once, as a power cut does.
    func kill() {
        end(by: SIGKILL)
    }

    /// Ends it as an operator does.
    func stop() {
        end(by: SIGTERM)
    }

    private func end(by signal: Int32) {
        guard !isOver else { return }
        isOver = true
        Glibc.kill(identifier, signal)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }
}
