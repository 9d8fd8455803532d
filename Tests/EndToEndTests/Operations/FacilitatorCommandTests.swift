import Foundation
import Glibc
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// `CRMAPI facilitator`, by which an operator manages accounts.
final class FacilitatorCommandTests: XCTestCase {
    private var folder = ""

    override func setUp() async throws {
        folder = NSTemporaryDirectory() + "program-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    override func tearDown() async throws {
        try FileManager.default.removeItem(atPath: folder)
    }

    func testAnOperatorManagesFacilitators() async throws {
        let database = ["--database", folder + "/test.sqlite"]
        func facilitator(_ words: String..., input: String = "") throws -> Program.Exit {
            try Program.crmAPI.run(["facilitator"] + words + database, input: input)
        }
        let running = try Program.crmAPI.start(["--port", "0"] + database)
        let added = try facilitator("add", "meera", "Meera Iyer", input: "meera-password\n")
        XCTAssertEqual(added.status, 0, added.errors)
        let listed = try facilitator("list")
        XCTAssertEqual(listed.output, "1\tmeera\tMeera Iyer\tactive\n")
        let first = try await running.client.logIn("meera", "meera-password")
        XCTAssertEqual(first.json["facilitator"]?["name"]?.string, "Meera Iyer", first.text)
        let meera = running.client.with(token: first.json["access_token"]?.string)

        let changed = try facilitator("password", "meera", input: "another-password\n")
        XCTAssertEqual(changed.status, 0, changed.errors)
        let ended = try await meera.get("/api/facilitator/1/bookings")
        XCTAssertEqual(ended.status, 401)
        let second = try await running.client.logIn("meera", "another-password")
        XCTAssertEqual(second.status, 200)

        let disabled = try facilitator("disable", "meera")
        XCTAssertEqual(disabled.status, 0, disabled.errors)
        let dead = try await running.client.with(token: second.json["access_token"]?.string)
            .get("/api/facilitator/1/bookings")
        XCTAssertEqual(dead.status, 401)
        let refused = try await running.client.logIn("meera", "another-password")
        XCTAssertEqual(refused.status, 401)
        XCTAssertEqual(try facilitator("list").output, "1\tmeera\tMeera Iyer\tdisabled\n")
        let back = try facilitator("password", "meera", input: "third-password\n")
        XCTAssertEqual(back.status, 0, back.errors)
        let third = try await running.client.logIn("meera", "third-password")
        XCTAssertEqual(third.status, 200)
        _ = await running.stop()
    }

    func testInterruptingThePromptRestoresTheTerminal() async throws {
        // Opens a pseudoterminal as posix_openpt does, which the Glibc module lacks.
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(master) }
        var (lock, number): (Int32, UInt32) = (0, 0)
        XCTAssertEqual(ioctl(master, 0x4004_5431, &lock), 0)
        XCTAssertEqual(ioctl(master, 0x8004_5430, &number), 0)
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        defer { close(slave) }
        func isShown() -> Bool {
            var settings = termios()
            tcgetattr(slave, &settings)
            return settings.c_lflag & tcflag_t(ECHO) != 0
        }
        XCTAssertTrue(isShown())
        try await makeDatabase()
        for number in [SIGINT, SIGTERM] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Program.crmAPI.path)
            process.arguments = [
                "facilitator", "add", "meera", "Meera", "--database", folder + "/test.sqlite",
            ]
            process.standardInput = FileHandle(fileDescriptor: slave)
            process.standardError = FileHandle.nullDevice
            try process.run()
            _ = try await eventually { isShown() ? nil : true }
            kill(process.processIdentifier, number)
            process.waitUntilExit()
            XCTAssertEqual(process.terminationStatus, 128 + number)
            XCTAssertTrue(isShown())
        }
    }

    func testTheCommandAddsAnOwner() async throws {
        try await makeDatabase()
        let database = ["--database", folder + "/test.sqlite"]
        let command = ["facilitator", "add", "--owner", "asha", "Asha Rao", "asha@example.org"]
        let added = try Program.crmAPI.run(database + command, input: "lotus-pond-river\n")
        XCTAssertEqual(added.status, 0, added.errors)
        let list = try Program.crmAPI.run(["facilitator", "list"] + database)
        XCTAssertTrue(list.output.contains("\tAsha Rao\tactive\towner"), list.output)
        let other = try Program.crmAPI.run(
            database + ["facilitator", "add", "ravi", "Ravi"], input: "lotus-pond-river\n")
        XCTAssertTrue(other.output.hasPrefix("Facilitator 2"), other.output)
        let misplaced = try Program.crmAPI.run(["facilitator", "list", "--owner"] + database)
        XCTAssertTrue(misplaced.errors.contains("usage"), misplaced.errors)
        let refused = try Program.crmAPI.run(["facilitator", "disable", "asha"] + database)
        XCTAssertEqual(refused.status, 1)
        XCTAssertTrue(refused.errors.contains("asha is the last owner"), refused.errors)
    }

    func testACommonPasswordIsRefusedOnAReachableService() async throws {
        try await makeDatabase()
        let reachable = ["BEHIND_PROXY": "1", "CRM_TOKEN": "a-token-of-our-own"]
        for (environment, status) in [(reachable, 1), ([:], 0)] as [([String: String], Int32)] {
            let result = try Program.crmAPI.run(
                ["facilitator", "add", "meera", "Meera", "--database", folder + "/test.sqlite"],
                environment: environment, input: "Password2026!\n")
            XCTAssertEqual(result.status, status, result.errors)
            XCTAssertTrue(result.errors.contains("too common"), result.errors)
        }
    }

    func testInvalidCommandsAreReported() async throws {
        try await makeDatabase()
        let added = try Program.crmAPI.run(
            ["facilitator", "add", "arjun", "Arjun", "--database", folder + "/test.sqlite"],
            input: "arjun-password\n")
        XCTAssertEqual(added.status, 0, added.errors)
        let table: [(words: [String], input: String, says: String)] = [
            (["facilitator", "add", "Arjun", "Arjun"], "", "The username Arjun is taken."),
            (
                ["facilitator", "add", "meera", "Meera"], String(repeating: "ध", count: 200) + "\n",
                "at most 511 bytes"
            ),
            (["facilitator", "add", "meera", "Meera"], "short\n", "8 to 256"),
            (["facilitator", "add", "meera", "Meera"], "", "8 to 256"),
            (["facilitator", "add", "two words", "Meera"], "good-password\n", "username"),
            (["facilitator", "add", "meera", "Me\nera"], "good-password\n", "name"),
            (["facilitator", "add", "meera", "  "], "good-password\n", "name"),
            (["facilitator", "add", "meera", "Me\u{202E}era"], "good-password\n", "name"),
            (["facilitator", "add", "meera"], "", "usage"),
            (["facilitator", "disable", "unknown"], "", "unknown"),
            (["facilitator", "rename", "meera"], "", "usage"), (["dance"], "", "usage"),
        ]
        for (words, input, says) in table {
            let result = try Program.crmAPI.run(
                words + ["--database", folder + "/test.sqlite"], input: input)
            XCTAssertEqual(result.status, 1, "\(words)")
            XCTAssertEqual(result.output, "", "\(words)")
            XCTAssertTrue(result.errors.contains(says), "\(words): \(result.errors)")
        }
    }

    /// A first start makes the database, which commands do not.
    private func makeDatabase() async throws {
        let database = folder + "/test.sqlite"
        let running = try Program.crmAPI.start(["--port", "0", "--database", database])
        let status = await running.stop()
        XCTAssertEqual(status, 0)
    }
}
