import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A program that Scripts/check installs.
private struct MissingProgram: Error {
    let path: String
}

/// Letters of both services through msmtp, which cannot gain privileges, to a mail server.
final class MailServerTests: XCTestCase {
    private var installation: Installation!
    private var server: Process!
    private let folder = NSTemporaryDirectory() + "mail-server-\(UUID().uuidString)"

    override func setUp() async throws {
        for program in ["/usr/bin/msmtp", "/usr/bin/python3"] {
            guard FileManager.default.isExecutableFile(atPath: program) else {
                throw MissingProgram(path: program)
            }
        }
        try FileManager.default.createDirectory(
            atPath: folder + "/letters", withIntermediateDirectories: true)
        let port = try startServer()
        try """
        account default
        host 127.0.0.1
        port \(port)
        """.write(toFile: folder + "/msmtprc", atomically: true, encoding: .utf8)
        installation = try await Installation(environment: [
            "MAIL_SENDMAIL": "/usr/bin/setpriv --no-new-privs /usr/bin/msmtp -C \(folder)/msmtprc",
            "MAIL_FROM": "bookings@example.org",
        ])
    }

    override func tearDown() async throws {
        stopServer()
        await installation?.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func testLettersOfBothServicesArrive() async throws {
        let guest = try await installation.main.client.registered("asha")
        let confirmation = try await letter { $0.contains("<asha@example.org>") }
        let token = try XCTUnwrap(
            decodedParts(of: confirmation)[0].firstMatch(of: #//confirm#(\S+)/#)
        ).1
        let confirmed = try await installation.main.client.post(
            "/auth/email/confirmation", #"{"token": "\#(token)"}"#)
        XCTAssertEqual(confirmed.status, 204, confirmed.text)
        _ = try await guest.book(1)
        _ = try await letter {
            $0.contains("asha@example.org") && $0.contains("Evening Talk")
        }
        let crm = installation.folder + "/crm.sqlite"
        let set = try Program.crmAPI.run(
            ["facilitator", "address", "priya", "priya@example.org", "--database", crm],
            environment: installation.settings)
        XCTAssertEqual(set.status, 0, set.errors)
        let requested = try await installation.crm.client.post(
            "/auth/password-reset", #"{"login": "priya"}"#)
        XCTAssertEqual(requested.status, 202, requested.text)
        let reset = try await letter { $0.contains("<priya@example.org>") }
        XCTAssertTrue(decodedParts(of: reset)[0].contains("/facilitator/reset#"), reset)
    }

    func testARefusedRecipientAndAnAbsentServerAreToldApartInTheLog() async throws {
        _ = try await installation.main.client.registered("asha", email: "refused@example.org")
        try await waitForFailure("no such mailbox")
        stopServer()
        _ = try await installation.main.client.registered("bhavin")
        try await waitForFailure("Connection refused")
        let failures = try failures()
        let refused = try XCTUnwrap(failures.first { $0.contains("no such mailbox") })
        XCTAssertTrue(refused.contains("refused@example.org"), refused)
        XCTAssertFalse(refused.contains("Connection refused"), refused)
        let absent = try XCTUnwrap(failures.first { $0.contains("Connection refused") })
        XCTAssertTrue(absent.contains("cannot connect to 127.0.0.1"), absent)
    }

    private func failures() throws -> [String] {
        try installation.log("main").split(separator: "\n")
            .filter { $0.contains("account_letter_failed") }.map(String.init)
    }

    private func waitForFailure(_ text: String) async throws {
        try await waitUntil { try failures().contains { $0.contains(text) } }
    }

    /// The first stored letter that fulfils a condition.
    private func letter(_ condition: (String) -> Bool) async throws -> String {
        try await eventually {
            try FileManager.default.contentsOfDirectory(atPath: folder + "/letters")
                .filter { $0.hasSuffix(".eml") }
                .map { try String(contentsOfFile: "\(folder)/letters/\($0)", encoding: .utf8) }
                .first(where: condition)
        }
    }

    /// Ends the mail server; it inherits blocked signals from the thread of the test.
    private func stopServer() {
        guard let server, server.isRunning else { return }
        kill(server.processIdentifier, SIGKILL)
        server.waitUntilExit()
    }

    /// Starts the mail server and returns its port.
    private func startServer() throws -> String {
        server = Process()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        server.arguments = [
            projectFolder.appendingPathComponent("Tests/Mail/mail_server.py").path,
            folder + "/letters",
        ]
        let output = Pipe()
        server.standardOutput = output
        try server.run()
        let line = output.fileHandleForReading.availableData
        return String(decoding: line, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
