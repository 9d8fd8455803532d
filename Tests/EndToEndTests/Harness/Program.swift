import Foundation
import Glibc
import XCTest

/// One of the two executables, as it stands beside the tests, and a folder that it works in.
struct Program: Sendable {
    static let mainAPI = Program(name: "MainAPI")
    static let crmAPI = Program(name: "CRMAPI")

    let name: String

    /// How a run ended.
    struct Ending: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    var path: String { Bundle.main.bundleURL.appendingPathComponent(name).path }

    /// Runs it to its end, or for so long (status 124); what is piped in is its standard input.
    ///
    /// - Parameter launcher: A program, and its arguments, that starts this one.
    @discardableResult
    func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = "",
        launcher: [String] = [], seconds: Int = 120
    ) throws -> Ending {
        let process = try process(arguments, environment)
        process.arguments = ["\(seconds)"] + launcher + [path] + arguments
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
        // A program that is over before it has read anything ends no test.
        signal(SIGPIPE, SIG_IGN)
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try? standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let outputText = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let errorText = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Ending(status: process.terminationStatus, output: outputText, errors: errorText)
    }

    /// Starts it and waits until it says that it is ready.
    ///
    /// - Parameter log: A new file for what it logs; nil drops it.
    func start(
        _ arguments: [String] = [], environment: [String: String] = [:], log: String? = nil
    ) throws -> RunningProgram {
        let process = try process(arguments, environment)
        process.standardError = FileHandle.nullDevice
        if let log {
            try Data().write(to: URL(fileURLWithPath: log))
            process.standardError = FileHandle(forWritingAtPath: log)
        }
        return try RunningProgram(name: name, process: process)
    }

    private func process(
        _ arguments: [String], _ environment: [String: String]
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        // Nothing else of this process's own environment, so that every run is the same anywhere.
        let passedOn = ["PATH", "ASAN_OPTIONS", "TSAN_OPTIONS"]
        var variables = ProcessInfo.processInfo.environment.filter { passedOn.contains($0.key) }
        variables.merge(environment) { $1 }
        process.environment = variables
        return process
    }
}

/// A service that runs as a process of its own, until it is stopped or let go of.
///
/// Unchecked, as `Process` is not Sendable: a test uses it from one task at a time.
final class RunningProgram: @unchecked Sendable {
    /// The line by which it said that it is ready.
    let readyLine: String
    /// The address that the line names.
    let address: String
    private let process: Process
    private let output = Pipe()

    fileprivate init(name: String, process: Process) throws {
        self.process = process
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var line: [UInt8] = []
        while let octet = try output.fileHandleForReading.read(upToCount: 1)?.first,
            octet != UInt8(ascii: "\n")
        { line.append(octet) }
        readyLine = String(decoding: line, as: UTF8.self)
        address = String(readyLine.split(separator: " ").last ?? "")
    }

    var client: Client { Client(base: address) }
    var identifier: Int32 { process.processIdentifier }

    /// Ends it as an operator does, and answers the status it ends with; nil if it does not end.
    func stop() async -> Int32? {
        process.terminate()
        let status = try? await eventually { process.isRunning ? nil : process.terminationStatus }
        if status == nil { kill() }
        return status
    }

    /// Ends it as a power cut does.
    func kill() {
        guard process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    deinit { kill() }

    /// What it printed after its ready line, once it has ended.
    var restOfOutput: String {
        String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}
