import CLinux
import Configuration
import Foundation
import HTTP
import Observability
import Platform

/// Runs a service, or one of its commands, as a program.
package enum ServiceProgram {
    /// A running service.
    package protocol Running: Sendable {
        /// The address that it listens on.
        var address: SocketAddress { get }
        /// Stops accepting, finishes the running requests, and releases its resources.
        func stop() async
    }

    /// Reads this process's settings, runs the command in its arguments, and exits.
    ///
    /// - Parameter run: Runs a command, or the service if there are no words. Returns whether it
    ///   succeeded, or nil for an unknown command.
    package static func main<Settings>(
        _ service: ServiceName, usage: String, _ readSettings: (inout SettingsReader) -> Settings,
        run: (_ settings: Settings, _ words: [String]) throws -> Bool?
    ) -> Never {
        var reader = SettingsReader(
            arguments: Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment)
        let settings = readSettings(&reader)
        let words = reader.command()
        if reader.wantsHelp {
            StandardStream.output(usage + "\n\n" + reader.declared.table)
            exit(EXIT_SUCCESS)
        }
        if reader.wantsVersion {
            StandardStream.output("\(service.rawValue) \(ProductVersion.current)")
            exit(EXIT_SUCCESS)
        }
        do {
            try reader.finish()
            guard let succeeded = try run(settings, words) else { fail(usage) }
            exit(succeeded ? EXIT_SUCCESS : EXIT_FAILURE)
        } catch {
            fail("\(service.rawValue): \(error)")
        }
    }

    /// Starts a service, prints a line when it is ready, and stops it on SIGTERM or SIGINT.
    ///
    /// A second signal kills the process. Must be called on the main thread before another starts.
    package static func serve(
        _ service: ServiceName, log: Log,
        start: @escaping @Sendable () async throws -> any Running
    ) throws {
        StopSignal.block()
        defer { log.flush() }
        let running = try wait(for: start)
        // Returns the memory that only the start needed.
        malloc_trim(0)
        StandardStream.output("\(service.rawValue) ready on http://\(running.address)")
        _ = StopSignal.wait()
        try wait { await running.stop() }
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

    private static func fail(_ message: String) -> Never {
        StandardStream.error(message)
        exit(EXIT_FAILURE)
    }
}
