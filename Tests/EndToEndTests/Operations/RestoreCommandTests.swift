import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A restored backup reuses no IDs, and lost changes are reported.
final class RestoreCommandTests: XCTestCase {
    private var installation: Installation!

    override func setUp() async throws { installation = try await Installation() }
    override func tearDown() async throws { await installation?.close() }

    func testIDsAreNotReusedAndLostBookingsAreReported() async throws {
        let main = installation.main.client
        let asha = try await main.registered("asha")
        let early = try await asha.book(1)
        try await installation.waitForDelivery()
        try backup("main")
        let bhavin = try await main.registered("bhavin")
        let lost = try await bhavin.book(1)
        try await installation.waitForDelivery()
        let cancelled = try await asha.post("/bookings/\(early)/cancellation")
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        try await installation.waitForDelivery()

        _ = await installation.main.stop()
        let refused = try restore("main")
        XCTAssertEqual(refused.status, 1)
        XCTAssertTrue(refused.errors.contains("move the old database away"), refused.errors)
        try deleteDatabase("main")
        let restored = try restore("main")
        XCTAssertEqual(restored.status, 0, restored.errors)
        let again = try startMain()
        let unknown = try await again.client.with(token: bhavin.token).get("/me")
        XCTAssertEqual(unknown.status, 401, "the account is lost")
        let chitra = try await again.client.registered("chitra")
        let stillUnknown = try await again.client.with(token: bhavin.token).get("/me")
        XCTAssertEqual(stillUnknown.status, 401, "its ID is not reused")
        let first = try await chitra.book(1)
        XCTAssertGreaterThan(first, lost)
        try await installation.waitForDelivery(by: again)
        let report = try Program.crmAPI.run(
            ["reconcile", "--database", installation.folder + "/crm.sqlite"],
            environment: installation.settings)
        XCTAssertEqual(report.status, 1)
        XCTAssertTrue(
            report.output.contains("booking \(lost) is known here and not at MainAPI"),
            report.output)
        XCTAssertTrue(
            report.output.contains("booking \(early): the latest notice is "), report.output)
        let cancelledAgain = try await again.client.with(token: asha.token).post(
            "/bookings/\(early)/cancellation")
        XCTAssertEqual(cancelledAgain.status, 200, cancelledAgain.text)
        let agreed = try await eventually {
            let report = try Program.crmAPI.run(
                ["reconcile", "--database", self.installation.folder + "/crm.sqlite"],
                environment: self.installation.settings)
            return report.output.contains(" 1 differences") ? report.output : nil
        }
        XCTAssertTrue(
            agreed.contains("booking \(lost) is known"), "CRMAPI accepted the newer notice")
        _ = await again.stop()
    }

    func testFilesOfAnUnfinishedRestoreAreIgnored() async throws {
        let main = installation.main.client
        _ = try await main.registered("asha")
        try backup("main")
        _ = try await main.registered("bhavin")
        let log = try Data(contentsOf: URL(fileURLWithPath: path("main") + "-wal"))
        _ = await installation.main.stop()
        try deleteDatabase("main")
        try log.write(to: URL(fileURLWithPath: path("main") + ".unprepared-wal"))
        XCTAssertEqual(try restore("main").status, 0)
        let again = try startMain()
        let asha = try await again.client.logIn("asha", "asha-password")
        XCTAssertEqual(asha.status, 200)
        let bhavin = try await again.client.logIn("bhavin", "bhavin-password")
        XCTAssertEqual(bhavin.status, 401, "the backup is older")
        _ = await again.stop()
    }

    func testNoticesLostByCRMAPIAreResent() async throws {
        let asha = try await installation.main.client.registered("asha")
        try backup("crm")
        _ = try await asha.book(1)
        try await installation.waitForDelivery()
        _ = await installation.crm.stop()
        try deleteDatabase("crm")
        XCTAssertEqual(try restore("crm").status, 0)
        let crm = try Program.crmAPI.start(
            ["--port", port(installation.crm), "--database", installation.folder + "/crm.sqlite"],
            environment: installation.settings)
        let bookings = { () async throws -> Int? in
            try await crm.client.with(token: Installation.token)
                .get("/api/facilitator/1/bookings").json["data"]?.array?.count
        }
        let before = try await bookings()
        XCTAssertEqual(before, 0)
        let resent = try Program.mainAPI.run(
            ["resend", "--database", installation.folder + "/main.sqlite"],
            environment: installation.settings)
        XCTAssertEqual(resent.output, "1 notices go to CRMAPI, at the next booking or start\n")
        let bhavin = try await installation.main.client.registered("bhavin")
        _ = try await bhavin.book(1)
        try await waitUntil { try await bookings() == 2 }
        _ = await crm.stop()
    }

    private func program(_ service: String) -> Program {
        service == "main" ? .mainAPI : .crmAPI
    }

    private func backup(_ service: String) throws {
        let result = try program(service).run(
            ["backup", installation.folder + "/backup", "--database", path(service)],
            environment: installation.settings)
        XCTAssertEqual(result.status, 0, result.errors)
    }

    private func restore(_ service: String) throws -> Program.Exit {
        try program(service).run(
            ["restore", installation.folder + "/backup", "--database", path(service)],
            environment: installation.settings)
    }

    private func deleteDatabase(_ service: String) throws {
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path(service) + suffix)
        }
    }

    private func path(_ service: String) -> String {
        "\(installation.folder)/\(service).sqlite"
    }

    private func startMain() throws -> RunningProgram {
        try Program.mainAPI.start(
            ["--port", port(installation.main), "--database", path("main")],
            environment: installation.settings)
    }

    private func port(_ program: RunningProgram) -> String {
        String(program.address.split(separator: ":").last ?? "")
    }
}
