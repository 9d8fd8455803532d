import Foundation
import Glibc
import XCTest

/// An executable of this package, as built beside the tests.
package struct Program: Sendable {
    package static let mainAPI = Program(name: "MainAPI")
    package static let crmAPI = Program(name: "CRMAPI")

    package let name: String

    package init(name: String) { self.name = name }

    /// How a run ended.
    package struct Exit: Sendable {
        /// The exit status, or the signal that ended the run.
        package let status: Int32
        package let output: String
        package let errors: String
    }

    package var path: String { Bundle.main.bundleURL.appendingPathComponent(name).path }

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - input: The standard input.
    ///   - launcher: A program with arguments that starts this one.
    ///   - seconds: Time limit; a run that exceeds it ends with status 124.
    @discardableResult
    package func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = "",
        launcher: [String] = [], seconds: Int = 120
    ) throws -> Exit {
        let process = process(arguments, environment)
        process.arguments = ["\(seconds)"] + launcher + [path] + arguments
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
        // A program may end before it has read its input.
        signal(SIGPIPE, SIG_IGN)
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let outputText = output.text
        let errorText = errors.text
        process.waitUntilExit()
        return Exit(status: process.terminationStatus, output: outputText, errors: errorText)
    }

    /// Starts the program and waits for its ready line.
    ///
    /// - Parameters:
    ///   - log: A new file for the log; nil discards it.
    ///   - launcher: A program with arguments that replaces itself by this one.
    package func start(
        _ arguments: [String] = [], environment: [String: String] = [:], log: String? = nil,
        launcher: [String] = []
    ) throws -> RunningProgram {
        let process = process(arguments, environment)
        if let launchingProgram = launcher.first {
            process.executableURL = URL(fileURLWithPath: launchingProgram)
            process.arguments = launcher.dropFirst() + [path] + arguments
        }
        process.standardError = FileHandle.nullDevice
        if let log {
            try Data().write(to: URL(fileURLWithPath: log))
            process.standardError = FileHandle(forWritingAtPath: log)
        }
        return try RunningProgram(process)
    }

    private func process(_ arguments: [String], _ environment: [String: String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        // The rest of this process's environment could change the result.
        let inherited = ["PATH", "ASAN_OPTIONS", "TSAN_OPTIONS"]
        var variables = ProcessInfo.processInfo.environment.filter { inherited.contains($0.key) }
        variables.merge(environment) { $1 }
        process.environment = variables
        return process
    }
}

extension Pipe {
    /// Everything written to the pipe, as text.
    fileprivate var text: String {
        String(decoding: fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}

/// A service in a process, which is killed when this value is released.
///
/// Unchecked, as `Process` is not Sendable: a test uses it from one task at a time.
package final class RunningProgram: @unchecked Sendable {
    package let readyLine: String
    /// The address in the ready line.
    package let address: String
    package let client: TestClient
    private let process: Process
    private let output = Pipe()

    fileprivate init(_ process: Process) throws {
        self.process = process
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first,
            byte != UInt8(ascii: "\n")
        { line.append(byte) }
        readyLine = String(decoding: line, as: UTF8.self)
        address = String(readyLine.split(separator: " ").last ?? "")
        client = TestClient(base: address)
    }

    package var identifier: Int32 { process.processIdentifier }
    package var port: String { String(address.split(separator: ":").last ?? "") }

    /// Sends SIGTERM and returns the exit status; nil if the program did not end in time.
    package func stop() async -> Int32? {
        process.terminate()
        let status = try? await eventually { process.isRunning ? nil : process.terminationStatus }
        if status == nil { kill() }
        return status
    }

    /// Sends SIGKILL, which leaves the files as a power cut does.
    package func kill() {
        guard process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { kill() }

    /// The output after the ready line, once the program has ended.
    package var restOfOutput: String { output.text }
}
