import Foundation
import TestSupport
import XCTest

/// The commands in Diagram/OPERATING.md and in INSTALL, run on an installation.
final class OperatorsPageTests: XCTestCase {
    private var installation: Installation!
    private var running: [String: RunningProgram] = [:]

    override func setUp() async throws {
        installation = try await Installation(environment: ["MAIL_FROM": "bookings@example.org"])
        running = ["MainAPI": installation.main, "CRMAPI": installation.crm]
    }

    override func tearDown() async throws {
        for program in running.values { _ = await program.stop() }
        await installation?.close()
    }

    func testEachCommandOfThePageWorks() async throws {
        let page = projectFolder.appendingPathComponent("Diagram/OPERATING.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let blocks = text.components(separatedBy: "\n```\n").enumerated()
            .filter { $0.offset % 2 == 1 }.map(\.element)
        let commands = blocks.flatMap { $0.components(separatedBy: "\n") }
            .map { $0.replacing(#/( {2,}| #).*/#, with: "") }.filter { !$0.isEmpty }
        XCTAssertGreaterThan(commands.count, 20)
        let asha = try await installation.main.client.registered("asha")
        _ = try await asha.book(1)
        try await installation.waitForDelivery()
        for command in commands where !command.hasPrefix("Scripts/") {
            try await execute(command)
        }
    }

    func testEachCommandOfInstallWorksAndEachFileIsInTheArchive() async throws {
        let deploy = projectFolder.appendingPathComponent("Scripts/deploy")
        let text = try String(
            contentsOf: deploy.appendingPathComponent("INSTALL"), encoding: .utf8)
        let release = try String(
            contentsOf: projectFolder.appendingPathComponent("Scripts/release"), encoding: .utf8)
        let commands = text.split(separator: "\n").filter { $0.hasPrefix("    ") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let installed = commands.filter { $0.hasPrefix("install -m") }
            .flatMap { $0.split(separator: " ").dropFirst(3) }
            .filter { $0.contains(".") && !$0.hasPrefix("/") }
        XCTAssertGreaterThan(installed.count, 4)
        for file in installed {
            XCTAssertTrue(release.contains("\(file)"), "the archive has no \(file)")
            XCTAssertTrue(
                FileManager.default.fileExists(
                    atPath: deploy.appendingPathComponent("\(file)").path),
                "\(file)")
        }
        let own = commands.filter { $0.hasPrefix("MainAPI ") || $0.hasPrefix("CRMAPI ") }
        XCTAssertEqual(own.count, 2)
        for command in own {
            let command = command.replacing("/etc/booking/", with: installation.folder + "/")
                .replacing("priya ", with: "meera ")
            try await execute(command)
        }
    }

    /// Runs a command as an operator types it, with its service's settings.
    private func execute(_ command: String) async throws {
        let name = String(command.prefix { $0 != " " })
        let words = command.split(separator: " ")
        let database = "\(installation.folder)/\(name == "MainAPI" ? "main" : "crm").sqlite"
        if words.dropFirst().first == "restore" {
            _ = await running[name]?.stop()
            let backup = "\(installation.folder)/\(try fill(words[2], name))"
            if !FileManager.default.fileExists(atPath: backup) {
                try FileManager.default.copyItem(
                    atPath: "\(installation.folder)/\(try fill("FILE", name))", toPath: backup)
            }
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: database + suffix)
            }
        }
        let filled = try words.dropFirst().map { try fill($0, name) }.joined(separator: " ")
        let program = name == "MainAPI" ? Program.mainAPI : .crmAPI
        let file = "\(installation.folder)/\(name.lowercased()).env"
        var settings = installation.settings
        settings["DATABASE"] = database
        settings["PORT"] = running[name]?.port
        try settings.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: "\n")
            .write(toFile: file, atomically: true, encoding: .utf8)
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = ["-c", "'\(program.path)' \(filled)"]
        shell.currentDirectoryURL = URL(fileURLWithPath: installation.folder)
        shell.environment = ["ENV_FILE": file, "PATH": "/usr/bin:/bin"]
        let (input, output) = (Pipe(), Pipe())
        shell.standardInput = input
        shell.standardOutput = output
        shell.standardError = output
        try shell.run()
        try input.fileHandleForWriting.write(contentsOf: Data("three-quiet-days\n".utf8))
        try input.fileHandleForWriting.close()
        let printed = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        shell.waitUntilExit()
        XCTAssertEqual(shell.terminationStatus, 0, "\(command): \(printed)")
        if words.dropFirst().first == "restore" {
            running[name] = try program.start(environment: settings)
        }
    }

    /// The value of a placeholder.
    private func fill(_ word: Substring, _ service: String) throws -> String {
        switch word {
        case "FILE": "copy-of-\(service).sqlite"
        case "USERNAME": "meera"
        case "NAME": "'Meera Iyer'"
        case "EMAIL": "meera@example.org"
        case "ID": try installationID()
        default: String(word)
        }
    }

    /// The installation that MainAPI's doctor prints.
    private func installationID() throws -> String {
        let printed = try Program.mainAPI.run(
            ["doctor", "--database", installation.folder + "/main.sqlite"],
            environment: installation.settings)
        let found = printed.output.firstMatch(of: #/MainAPI is installation ([^, ]+)/#)
        return String(try XCTUnwrap(found, printed.output).1)
    }
}
