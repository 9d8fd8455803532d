import Foundation
import Glibc

/// A service's process; killed on deinitialization, so that it does not outlive the run.
final class ServiceProcess {
    /// The process ended before it was ready, or was not ready within a minute.
    struct NotReady: Error {
        let program: String
    }

    private let process = Process()
    private let output = Pipe()

    /// - Parameters:
    ///   - environment: The child inherits no other variables.
    ///   - log: The file to which standard error is appended.
    init(_ program: String, environment: [String: String], log: String) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle(
            fileDescriptor: open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600),
            closeOnDealloc: true)
        try process.run()
    }

    deinit { kill() }

    /// Waits for the first line on standard output.
    func waitUntilReady() throws {
        let descriptor = output.fileHandleForReading.fileDescriptor
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        repeat {
            guard poll(&ready, 1, 60_000) == 1, read(descriptor, &byte, 1) == 1 else {
                throw NotReady(program: process.executableURL?.path ?? "")
            }
        } while byte != UInt8(ascii: "\n")
    }

    func kill() { end(with: SIGKILL) }

    func stop() { end(with: SIGTERM) }

    private func end(with signal: Int32) {
        guard process.isRunning else { return }
        Glibc.kill(process.processIdentifier, signal)
        process.waitUntilExit()
    }
}
