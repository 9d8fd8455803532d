import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A restored backup reuses no IDs, and lost changes are reported.
final class RestoreCommandTests: RestoreTestCase {
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
        let report = try reconcile()
        XCTAssertEqual(report.status, 1)
        XCTAssertTrue(
            report.output.contains("booking \(lost) is known here and not at MainAPI"),
            report.output)
        XCTAssertTrue(
            report.output.contains("booking \(early): the latest notice is "), report.output)
        let login = try await again.client.logIn("asha", "asha-password")
        let cancelledAgain = try await again.client.with(
            token: XCTUnwrap(login.json["access_token"]?.string, login.text)
        ).post("/bookings/\(early)/cancellation")
        XCTAssertEqual(cancelledAgain.status, 200, cancelledAgain.text)
        let agreed = try await eventually {
            let report = try self.reconcile()
            return report.output.contains(" differences: 1") ? report.output : nil
        }
        XCTAssertTrue(
            agreed.contains("booking \(lost) is known"), "CRMAPI accepted the newer notice")
        _ = await again.stop()
    }

    func testReceiptNumbersThatMayHaveBeenGivenOutAreSkipped() async throws {
        let event = try await service(installation.main).pricedEvent()
        let first = try await receiptOfAWalkIn(to: event, at: installation.main)
        let year = first.prefix(4)
        XCTAssertEqual(first, "\(year)-000001")
        try backup("main")
        let lost = try await receiptOfAWalkIn(to: event, at: installation.main)
        XCTAssertEqual(lost, "\(year)-000002")
        _ = await installation.main.stop()

        for (gap, next) in [
            ("000002 to \(year)-000100", "000101"), ("000002 to \(year)-001001", "001002"),
        ] {
            try deleteDatabase("main")
            let restored = try restore("main")
            XCTAssertTrue(
                restored.output.contains("receipt numbers \(year)-\(gap) are skipped\n"),
                restored.output + restored.errors)
            let again = try startMain()
            let number = try await receiptOfAWalkIn(to: event, at: again)
            XCTAssertEqual(number, "\(year)-\(next)")
            _ = await again.stop()
            let check = try Program.mainAPI.run(["check", "--database", path("main")])
            XCTAssertEqual(check.output, "no violations\n")
            // The list of the given numbers is lost, such as with the former machine.
            try FileManager.default.removeItem(atPath: path("main") + ".receipts")
        }
    }

    private func service(_ main: RunningProgram) -> TestClient {
        main.client.with(token: Installation.token)
    }

    /// Adds a walk-in who pays; returns the number of the receipt.
    private func receiptOfAWalkIn(to event: Int, at main: RunningProgram) async throws -> String {
        let added = try await service(main).post(
            "/internal/facilitators/2/events/\(event)/bookings",
            #"{"name": "Meera", "paid": {"amount": 1, "method": "cash"}}"#)
        let receipts = try await service(main).get(
            "/internal/facilitators/2/bookings/\(added.json["id"]?.int ?? 0)/receipts")
        return try XCTUnwrap(receipts.json["data"]?[0]?["number"]?.string, receipts.text)
    }

    func testRestorationsKeepLogoutsErasuresAndDisabledAccounts() async throws {
        let asha = try await installation.main.client.registered("asha")
        let bhavin = try await installation.main.client.registered("bhavin")
        let chitra = try await installation.main.client.registered("chitra")
        _ = try await bhavin.book(1)
        let priya = try await priyasLogin(at: installation.crm)
        XCTAssertEqual(priya.status, 200, priya.text)
        try backup("main")
        try backup("crm")

        let loggedOut = try await asha.post("/auth/logout")
        XCTAssertEqual(loggedOut.status, 204)
        let erased = try await bhavin.eraseAccount(of: "bhavin")
        XCTAssertEqual(erased.status, 204, erased.text)
        try disablePriya()
        try await waitUntil {
            try await self.installation.main.client.with(token: Installation.token)
                .get("/internal/installation").text.contains(
                    "\"disabled_facilitators\":[{\"id\":1}]")
        }
        await installation.stop()
        try deleteDatabase("main")
        try deleteDatabase("crm")

        let crmRestored = try restore("crm")
        XCTAssertEqual(crmRestored.status, 0, crmRestored.errors)
        XCTAssertTrue(
            crmRestored.output.contains("MainAPI does not answer"), crmRestored.output)
        let crm = try startCRM()
        let early = try await priyasLogin(at: crm)
        XCTAssertEqual(early.status, 503, "MainAPI has not named the disabled accounts")

        let mainRestored = try restore("main")
        XCTAssertEqual(mainRestored.status, 0, mainRestored.errors)
        XCTAssertTrue(mainRestored.output.contains("erased again: 1\n"), mainRestored.output)
        XCTAssertTrue(mainRestored.output.contains("are void\n"), mainRestored.output)
        // The backup of MainAPI is older than the disabling: it is disabled at CRMAPI's request.
        let main = try startMain()
        for token in [asha.token, bhavin.token, chitra.token] {
            let old = try await main.client.with(token: token).get("/me")
            XCTAssertEqual(old.status, 401, "a token from before the restoration")
        }
        let again = try await main.client.logIn("asha", "asha-password")
        let token = try XCTUnwrap(again.json["access_token"]?.string, again.text)
        let me = try await main.client.with(token: token).get("/me")
        XCTAssertEqual(me.status, 200, "a login within the second of the restoration")
        let gone = try await main.client.logIn("bhavin", "bhavin-password")
        XCTAssertEqual(gone.status, 401)

        let oldToken = try await crm.client
            .with(token: priya.json["access_token"]?.string ?? "").get(
                "/api/facilitator/1/bookings")
        XCTAssertEqual(oldToken.status, 401)
        try await waitUntil { try await self.priyasLogin(at: crm).status != 503 }
        let disabledLogin = try await priyasLogin(at: crm)
        XCTAssertEqual(disabledLogin.status, 401, "disabled after both backups")
        _ = await main.stop()
        _ = await crm.stop()
    }

    func testACRMAPIRestoredBesideARunningMainAPIDisablesAccountsAgain() async throws {
        try backup("crm")
        try disablePriya()
        try await waitUntil {
            try await self.installation.main.client.with(token: Installation.token)
                .get("/internal/installation").text.contains(
                    "\"disabled_facilitators\":[{\"id\":1}]")
        }
        _ = await installation.crm.stop()
        try deleteDatabase("crm")
        let restored = try restore("crm")
        XCTAssertEqual(restored.status, 0, restored.errors)
        XCTAssertTrue(restored.output.contains("disabled again: 1\n"), restored.output)
        let crm = try startCRM()
        let login = try await priyasLogin(at: crm)
        XCTAssertEqual(login.status, 401, login.text)
        let report = try reconcile()
        XCTAssertEqual(report.status, 0, report.output)
        XCTAssertTrue(report.output.contains("CRMAPI was restored at"), report.output)
        XCTAssertTrue(report.output.contains("accounts disabled again: 1"), report.output)
        _ = await crm.stop()
    }

    func testErasuresAreRepeatedWhenABackupIsCopiedByHand() async throws {
        let asha = try await installation.main.client.registered("asha")
        try backup("main")
        let erased = try await asha.eraseAccount(of: "asha")
        XCTAssertEqual(erased.status, 204, erased.text)
        _ = await installation.main.stop()
        try deleteDatabase("main")
        try FileManager.default.moveItem(atPath: backupPath("main"), toPath: path("main"))
        let main = try startMain()
        let login = try await main.client.logIn("asha", "asha-password")
        XCTAssertEqual(login.status, 401)
        _ = await main.stop()
    }

    func testACRMAPIOfAnotherInstallationIsReportedAndBound() async throws {
        let asha = try await installation.main.client.registered("asha")
        let bind = { (id: String) in
            try Program.crmAPI.run(
                ["bind", id, "--database", self.path("crm")],
                environment: self.installation.settings)
        }
        XCTAssertEqual(try bind("another").status, 0)
        let booking = try await asha.book(1)
        try await waitUntil {
            try self.installation.log("main").contains("code=other_installation")
        }
        let doctor = try Program.mainAPI.run(
            ["doctor", "--database", path("main"), "--port", installation.main.port],
            environment: installation.settings)
        XCTAssertEqual(doctor.status, 1)
        let id = try XCTUnwrap(
            doctor.output.firstMatch(of: #/MainAPI error: MainAPI is installation (\S+), and/#)?.1,
            doctor.output)
        XCTAssertTrue(
            doctor.output.contains("CRMAPI accepts notices of another"), doctor.output)
        let report = try reconcile()
        XCTAssertTrue(report.output.contains("CRMAPI bind \(id)"), report.output)
        XCTAssertEqual(report.status, 1)
        XCTAssertEqual(
            try bind(String(id)).output,
            "notices of installation \(id) are accepted; before: another\n")
        try await installation.waitForDelivery()
        let bookings = try await installation.crm.client.with(token: Installation.token)
            .get("/api/facilitator/1/bookings").json["data"]?.array
        XCTAssertEqual(bookings?.first?["booking_id"]?.int, booking)
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
        let crm = try startCRM()
        let bookings = { () async throws -> Int? in
            try await crm.client.with(token: Installation.token)
                .get("/api/facilitator/1/bookings").json["data"]?.array?.count
        }
        let before = try await bookings()
        XCTAssertEqual(before, 0)
        let resent = try Program.mainAPI.run(
            ["resend", "--database", installation.folder + "/main.sqlite"],
            environment: installation.settings)
        XCTAssertEqual(
            resent.output, "Notices to send to CRMAPI: 1. MainAPI sends them at once if it runs.\n")
        try await waitUntil { try await bookings() == 1 }
        _ = await crm.stop()
    }
}
