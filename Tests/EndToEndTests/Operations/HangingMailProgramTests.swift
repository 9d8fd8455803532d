import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A stop of the services while mail programs do not end.
final class HangingMailProgramTests: XCTestCase {
    private let folder = NSTemporaryDirectory() + "hanging-\(UUID().uuidString)"

    override func setUp() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data().write(to: URL(fileURLWithPath: folder + "/hang"))
        let commands = """
            cd \(folder)
            echo "$5" >> started
            if [ -e hang ]; then trap '' TERM; sleep 600; fi
            if [ -e slow ]; then trap 'touch stopping' TERM; until [ -e stopping ]; do sleep 0.1; done; fi
            cat > /dev/null; echo "$5" >> sent
            """
        XCTAssertTrue(
            FileManager.default.createFile(
                atPath: folder + "/sendmail", contents: Data("#!/bin/sh\n\(commands)\n".utf8),
                attributes: [.posixPermissions: 0o700]))
    }

    override func tearDown() async throws {
        try FileManager.default.removeItem(atPath: folder)
    }

    func testMainAPIStopsAndSendsEachLetterAfterTheNextStart() async throws {
        let running = try start(.mainAPI, "--demo")
        let asha = try await running.client.registered("asha")
        // The address is confirmed, and the facilitators want letters.
        for statement in [
            "UPDATE users SET confirmed_email = email",
            "UPDATE facilitators SET email = 'facilitator@example.org', letters = 'each'",
        ] { try sqlite(statement) }
        let events = try await asha.get("/events?limit=200").json["data"]?.array ?? []
        let free = try XCTUnwrap(
            events.first { $0["price"]?.int == 0 && $0["seats_left"]?.int ?? 0 > 0 }?["id"]?.int)
        _ = try await asha.book(free)
        let recipients = ["asha@example.org", "asha@example.org", "facilitator@example.org"]
        try await waitUntil { lines(of: "started") == recipients }
        try await stop(running)
        for table in ["mails", "account_letters", "facilitator_mails"] {
            XCTAssertEqual(
                try sqlite(
                    "SELECT sum(next_attempt_at <= unixepoch()), max(attempts) FROM \(table)"),
                "1|0\n", "\(table) is due")
        }
        try await startAgain(.mainAPI, andSendTo: recipients)
    }

    func testCRMAPIStopsAndSendsTheLetterAfterTheNextStart() async throws {
        // The first start creates the database.
        let status = await (try start(.crmAPI)).stop()
        XCTAssertEqual(status, 0)
        let added = try Program.crmAPI.run(
            [
                "facilitator", "add", "priya", "Dr. Priya Sharma", "priya@example.org",
                "--database", folder + "/test.sqlite",
            ], input: "a-long-password\n")
        XCTAssertEqual(added.status, 0, added.errors)
        let running = try start(.crmAPI)
        XCTAssertEqual(lines(of: "started"), [])
        let requested = try await running.client.post(
            "/auth/password-reset", #"{"login": "priya"}"#)
        XCTAssertEqual(requested.status, 202, requested.text)
        try await waitUntil { lines(of: "started") == ["priya@example.org"] }
        try await stop(running)
        XCTAssertEqual(
            try sqlite(
                "SELECT sum(next_attempt_at <= unixepoch()), max(attempts) FROM account_letters"),
            "1|0\n")
        try await startAgain(.crmAPI, andSendTo: ["priya@example.org"])
    }

    func testALetterThatIsAcceptedDuringTheStopIsSentOnce() async throws {
        try FileManager.default.moveItem(atPath: folder + "/hang", toPath: folder + "/slow")
        let running = try start(.mainAPI)
        _ = try await running.client.registered("asha")
        try await waitUntil { lines(of: "started") == ["asha@example.org"] }
        let status = await running.stop()
        XCTAssertEqual(status, 0)
        XCTAssertEqual(lines(of: "sent"), ["asha@example.org"])
        XCTAssertEqual(
            try sqlite("SELECT count(sent_at), count(next_attempt_at) FROM account_letters"),
            "1|0\n")
    }

    private func start(_ program: Program, _ arguments: String...) throws -> RunningProgram {
        try program.start(
            ["--port", "0", "--database", folder + "/test.sqlite"] + arguments,
            environment: [
                "MAIL_SENDMAIL": folder + "/sendmail", "CRM_URL": "http://127.0.0.1:1",
                "MAIN_URL": "http://127.0.0.1:1",
            ])
    }

    private func stop(_ running: RunningProgram) async throws {
        let start = ContinuousClock.now
        let status = await running.stop()
        XCTAssertEqual(status, 0)
        XCTAssertLessThan(ContinuousClock.now - start, .seconds(10), "Docker waits this long")
        XCTAssertEqual(lines(of: "sent"), [])
    }

    private func startAgain(_ program: Program, andSendTo recipients: [String]) async throws {
        try FileManager.default.removeItem(atPath: folder + "/hang")
        let running = try start(program)
        try await waitUntil { lines(of: "sent") == recipients }
        let status = await running.stop()
        XCTAssertEqual(status, 0)
    }

    private func lines(of file: String) -> [String] {
        let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init).sorted()
    }

    @discardableResult
    private func sqlite(_ statement: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = [
            "-cmd", ".timeout 10000", folder + "/test.sqlite", statement,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        XCTAssertEqual(process.terminationStatus, 0, statement)
        return text
    }
}
