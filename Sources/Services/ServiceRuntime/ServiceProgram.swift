import CLinux
import Configuration
import Dispatch
import Foundation
import HTTP
import Observability
import Synchronization

/// How a service runs as a program: settings, one ready line, a signal, an orderly end.
package enum ServiceProgram {
    /// A service that serves.
    package protocol Running: Sendable {
        /// Where it listens.
        var address: SocketAddress { get }
        /// Stops accepting, finishes what is under way, and lets go of everything.
        func stop() async
    }

    /// A reader of this process's own arguments and environment.
    package static func settings() -> SettingsReader {
        SettingsReader(
            arguments: Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment)
    }

    /// Prints the help that `--help` asks for, and ends.
    package static func help(_ usage: String, _ settings: SettingsReader) -> Never {
        StandardStream.output(usage + "\n\n" + settings.declared.table)
        exit(EXIT_SUCCESS)
    }

    /// Starts a service, says on standard output that it is ready, and serves until SIGTERM or
    /// SIGINT; a second one while it stops ends it at once.
    ///
    /// To be called on the main thread before any other is started.
    package static func serve(
        _ name: String, log: Log, start: @escaping @Sendable () async throws -> any Running
    ) throws {
        StopSignal.block()
        defer { log.flush() }
        let service = try wait(for: start)
        // What only starting needed goes back to the system.
        malloc_trim(0)
        StandardStream.output("\(name) ready on http://\(service.address)")
        _ = StopSignal.wait()
        try wait { await service.stop() }
    }

    /// Waits for asynchronous work on a thread that may block, such as the main one.
    package static func wait<Value: Sendable>(
        for work: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome<Value>()
        Task.detached {
            do {
                let value = try await work()
                outcome.result.withLock { $0 = .success(value) }
            } catch {
                outcome.result.withLock { $0 = .failure(error) }
            }
            done.signal()
        }
        done.wait()
        guard let result = outcome.result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }

    /// Ends the program with a message on standard error, as after a fault in its settings.
    package static func fail(_ message: String) -> Never {
        StandardStream.error(message)
        exit(EXIT_FAILURE)
    }

    private final class Outcome<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }
}
