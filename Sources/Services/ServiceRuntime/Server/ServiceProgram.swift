import CLinux
import Configuration
import Foundation
import HTTP
import Observability
import Platform

/// Runs a service as a program: reads its settings, starts it, and stops it on a signal.
package enum ServiceProgram {
    /// A running service.
    package protocol Running: Sendable {
        /// The address that it listens on.
        var address: SocketAddress { get }
        /// Stops accepting, finishes the running requests, and releases its resources.
        func stop() async
    }

    /// Reads this process's arguments and environment.
    package static func settings() -> SettingsReader {
        SettingsReader(
            arguments: Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment)
    }

    /// Prints the output of `--help` and exits.
    package static func help(_ usage: String, _ settings: SettingsReader) -> Never {
        StandardStream.output(usage + "\n\n" + settings.declared.table)
        exit(EXIT_SUCCESS)
    }

    /// Starts a service, prints a line when it is ready, and stops it on SIGTERM or SIGINT.
    ///
    /// A second signal kills the process. Must be called on the main thread before another starts.
    package static func serve(
        _ name: String, log: Log, start: @escaping @Sendable () async throws -> any Running
    ) throws {
        StopSignal.block()
        defer { log.flush() }
        let service = try wait(for: start)
        // Returns the memory that only the start needed.
        malloc_trim(0)
        StandardStream.output("\(name) ready on http://\(service.address)")
        _ = StopSignal.wait()
        try wait { await service.stop() }
    }

    /// Blocks the thread until the asynchronous work has ended.
    package static func wait<Value: Sendable>(
        for work: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let result = BlockingResult<Result<Value, any Error>>()
        Task.detached {
            do {
                result.set(.success(try await work()))
            } catch {
                result.set(.failure(error))
            }
        }
        return try result.wait().get()
    }

    /// Ends the program with a message on standard error.
    package static func fail(_ message: String) -> Never {
        StandardStream.error(message)
        exit(EXIT_FAILURE)
    }
}
