import Foundation
import Glibc
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// Commands on files that are not the service's database, and beside other programs.
final class DatabaseCommandTests: XCTestCase {
    private var folder = ""

    override func setUp() async throws {
        folder = NSTemporaryDirectory() + "commands-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    override func tearDown() async throws {
        try FileManager.default.removeItem(atPath: folder)
    }

    func testFilesThatAreNotTheServicesDatabaseAreRefused() async throws {
        try await makeDatabase(.crmAPI, "crm.sqlite")
        try await makeDatabase(.mainAPI, "main.sqlite")
        try Data().write(to: url("empty"))
        try Data("This is a letter, and no database at all.".utf8).write(to: url("letter"))
        let other = try Database(
            path: path("other"), migrations: [.init(name: "a", sql: ["CREATE TABLE a (b) "])])
        other.close()
        let before = try files()
        let cases: [(file: String, says: String)] = [
            ("empty", "is empty, not a database of"),
            ("letter", "belongs to another program or is no database at all, not a database of"),
            ("other", "belongs to another program or is no database at all, not a database of"),
        ]
        for program in [Program.mainAPI, .crmAPI] {
            let foreign = program.name == "MainAPI" ? "crm.sqlite" : "main.sqlite"
            let owner = program.name == "MainAPI" ? "CRMAPI" : "MainAPI"
            for (file, says) in cases + [(foreign, "is a database of \(owner), not a database of")]
            {
                var commands = [
                    ["backup", path("copy"), "--database", path(file)],
                    ["restore", path(file), "--database", path("new.sqlite")],
                ]
                if program.name == "MainAPI" {
                    commands.append(["check", "--database", path(file)])
                }
                for command in commands {
                    let result = try program.run(command)
                    XCTAssertEqual(result.status, 1, "\(command)")
                    XCTAssertTrue(
                        result.errors.contains("\(path(file)) \(says)"),
                        "\(program.name) \(command): \(result.errors)")
                    XCTAssertEqual(try files(), before, "\(program.name) \(command)")
                }
            }
        }
    }

    func testAChangedByteInAnIndexIsFound() async throws {
        let running = try start("main.sqlite")
        _ = try await running.client.registered("zebrafish")
        _ = await running.stop()
        try changeIndex(of: "zebrafish", in: path("main.sqlite"))
        for command in [
            ["backup", path("copy")], ["check"],
            ["restore", path("main.sqlite"), "--database", path("new.sqlite")],
        ] {
            let isRestore = command[0] == "restore"
            let result = try Program.mainAPI.run(
                command + (isRestore ? [] : ["--database", path("main.sqlite")]))
            XCTAssertEqual(result.status, 1, "\(command)")
            XCTAssertTrue(
                (result.errors + result.output).contains("index"),
                "\(command): \(result.errors) \(result.output)")
        }
        XCTAssertFalse(FileManager.default.fileExists(atPath: path("copy")))
        XCTAssertFalse(FileManager.default.fileExists(atPath: path("new.sqlite")))
    }

    func testCommandsDoNotCreateADatabase() throws {
        let commands: [(Program, [String])] = [
            (.mainAPI, ["check"]), (.mainAPI, ["backup", path("copy")]), (.mainAPI, ["resend"]),
            (.crmAPI, ["backup", path("copy")]), (.crmAPI, ["facilitator", "list"]),
            (.crmAPI, ["facilitator", "add", "meera", "Meera Iyer"]), (.crmAPI, ["reconcile"]),
            (.crmAPI, ["bind", "an-installation"]),
        ]
        for (program, command) in commands {
            let result = try program.run(
                command, environment: ["DATABASE": path("data/test.sqlite")],
                input: "a-long-password\n")
            XCTAssertEqual(result.status, 1, "\(command)")
            XCTAssertTrue(result.errors.contains("(from DATABASE)"), result.errors)
            XCTAssertTrue(
                result.errors.contains(
                    "--env-file /etc/booking/\(program.name.lowercased()).env"), result.errors)
            XCTAssertEqual(try files(), [], "\(command)")
        }
    }

    func testTheServiceAndItsCommandsReadOneFileOfSettings() async throws {
        let settings = """
            # The settings of MainAPI
            DATABASE="\(path("main.sqlite"))"
            PORT=0
            """
        try Data(settings.utf8).write(to: url("mainapi.env"))
        let elsewhere = ["DATABASE": path("elsewhere.sqlite"), "PORT": "1"]
        let running = try Program.mainAPI.start(
            ["--env-file", path("mainapi.env")], environment: elsewhere)
        let check = try Program.mainAPI.run(
            ["check"], environment: elsewhere.merging(["ENV_FILE": path("mainapi.env")]) { $1 })
        XCTAssertEqual(check.output, "no violations\n", check.errors)
        let other = try Program.mainAPI.run(["check"], environment: elsewhere)
        XCTAssertEqual(other.status, 1)
        XCTAssertFalse(try files().contains("elsewhere.sqlite"))
        _ = await running.stop()
    }

    func testASecondServiceOnTheSameDatabaseIsRefused() async throws {
        for program in [Program.mainAPI, .crmAPI] {
            let arguments = ["--port", "0", "--database", path(program.name)]
            let first = try program.start(arguments)
            let second = try program.run(arguments)
            XCTAssertEqual(second.status, 1, program.name)
            XCTAssertTrue(
                second.errors.contains("is in use by another \(program.name)"), second.errors)
            let health = try await first.client.get("/healthz")
            XCTAssertEqual(health.status, 200)
            first.kill()
            let third = try program.start(arguments)
            let status = await third.stop()
            XCTAssertEqual(status, 0, "the lock of a killed process is released")
        }
    }

    func testARestorationIsRefusedWhileTheServiceRuns() async throws {
        let running = try start("main.sqlite")
        let backup = try Program.mainAPI.run(
            ["backup", path("backup"), "--database", path("main.sqlite")])
        XCTAssertEqual(backup.status, 0, backup.errors)
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path("main.sqlite" + suffix))
        }
        let restored = try Program.mainAPI.run(
            ["restore", path("backup"), "--database", path("main.sqlite")])
        XCTAssertEqual(restored.status, 1)
        XCTAssertTrue(restored.errors.contains("in use by another MainAPI"), restored.errors)
        _ = await running.stop()
    }

    func testFilesMadeByRootBelongToTheOwnerOfTheirFolder() async throws {
        try XCTSkipUnless(geteuid() == 0, "only root can change owners")
        let owner: uid_t = 65_534
        try await makeDatabase(.mainAPI, "main.sqlite")
        let backup = try Program.mainAPI.run(
            ["backup", path("backup"), "--database", path("main.sqlite")])
        XCTAssertEqual(backup.status, 0, backup.errors)
        try FileManager.default.createDirectory(
            atPath: path("data"), withIntermediateDirectories: true)
        XCTAssertEqual(chown(path("data"), owner, owner), 0)
        let restored = try Program.mainAPI.run(
            ["restore", path("backup"), "--database", path("data/main.sqlite")])
        XCTAssertEqual(restored.status, 0, restored.errors)
        let again = try Program.mainAPI.run(
            ["backup", path("data/backup"), "--database", path("data/main.sqlite")])
        XCTAssertEqual(again.status, 0, again.errors)
        for file in try FileManager.default.contentsOfDirectory(atPath: path("data")) {
            var attributes = stat()
            XCTAssertEqual(stat(path("data/\(file)"), &attributes), 0)
            XCTAssertEqual(attributes.st_uid, owner, file)
            XCTAssertEqual(attributes.st_mode & 0o777, 0o600, file)
        }
        XCTAssertEqual(chown(path("data/main.sqlite"), 0, 0), 0)
        let doctor = try Program.mainAPI.run(["doctor", "--database", path("data/main.sqlite")])
        XCTAssertTrue(
            doctor.output.contains("main.sqlite belongs to user 0, its folder to user 65534"),
            doctor.output)
    }

    private func makeDatabase(_ program: Program, _ name: String) async throws {
        let running = try program.start(["--port", "0", "--database", path(name)])
        let status = await running.stop()
        XCTAssertEqual(status, 0)
    }

    private func start(_ name: String) throws -> RunningProgram {
        try Program.mainAPI.start(["--port", "0", "--database", path(name)])
    }

    /// Changes a byte of a value where only the comparison of an index with its table shows it.
    private func changeIndex(of value: String, in file: String) throws {
        let original = try Data(contentsOf: URL(fileURLWithPath: file))
        var start = original.startIndex
        while let found = original.range(of: Data(value.utf8), in: start..<original.endIndex) {
            var changed = original
            changed[found.lowerBound] ^= 1
            try changed.write(to: URL(fileURLWithPath: file))
            let isInIndex =
                try Database.findings(of: .quick, fileAt: file).isEmpty
                && !Database.findings(of: .complete, fileAt: file).isEmpty
            if isInIndex { return }
            start = found.upperBound
        }
        try original.write(to: URL(fileURLWithPath: file))
        XCTFail("no index has \(value)")
    }

    private func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    private func url(_ name: String) -> URL { URL(fileURLWithPath: path(name)) }
}
