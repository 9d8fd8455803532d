import Foundation
import HTTPClient
import JSONCoding
import PaymentGateways
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// Both services are restored from backups that lack the latest logouts, refunds, erasures and
/// disabled accounts.
final class RestoredInstallationTests: RestoreTestCase {
    func testChangesSinceTheBackupsOfBothServicesStayInForce() async throws {
        let main = installation.main.client
        let event = try await pricedEvent()
        let (asha, bhavin) = (
            try await main.registered("asha"), try await main.registered("bhavin")
        )
        let chitra = try await main.registered("chitra")
        try await asha.book(1)
        let booking = try await bhavin.bookAndPay(event)
        try await chitra.bookAndPay(event)
        let priya = try await priyasLogin(at: installation.crm)
        let added = try Program.crmAPI.run(
            ["facilitator", "add", "arjun", "Arjun Patel", "--database", path("crm")],
            environment: installation.settings, input: "arjuns-password\n")
        XCTAssertEqual(added.status, 0, added.errors)
        let arjun = try await installation.crm.client.logIn("arjun", "arjuns-password")
        try await installation.waitForDelivery()
        try backup("main")
        try backup("crm")

        let loggedOut = try await asha.post("/auth/logout")
        XCTAssertEqual(loggedOut.status, 204, loggedOut.text)
        try await bhavin.cancelBooking(booking)
        try await bhavin.booking(booking, until: "refunded")
        let erased = try await chitra.eraseAccount(of: "chitra")
        XCTAssertEqual(erased.status, 204, erased.text)
        try await waitUntil { try self.sandboxRefunds().count == 2 }
        let before = try sandboxRefunds()
        try disablePriya()
        try await installation.waitForDelivery()
        await installation.stop()
        try deleteDatabase("main")
        try deleteDatabase("crm")

        let mainRestored = try restore("main")
        XCTAssertEqual(mainRestored.status, 0, mainRestored.errors)
        for line in [
            "guests who were erased since the backup and are erased again: 1\n", "are void\n",
        ] { XCTAssertTrue(mainRestored.output.contains(line), mainRestored.output) }
        let crmRestored = try restore("crm")
        XCTAssertEqual(crmRestored.status, 0, crmRestored.errors)
        for line in ["are disabled again: 1\n", "MainAPI does not answer: ", "are void\n"] {
            XCTAssertTrue(crmRestored.output.contains(line), crmRestored.output)
        }
        let running = (main: try startMain(), crm: try startCRM())

        for token in [asha.token, bhavin.token, chitra.token] {
            let old = try await running.main.client.with(token: token).get("/me")
            XCTAssertEqual(old.status, 401, "a guest's token from before the restoration")
        }
        for (id, login) in [(1, priya), (2, arjun)] {
            XCTAssertEqual(login.status, 200, login.text)
            let old = try await running.crm.client
                .with(token: login.json["access_token"]?.string)
                .get("/api/facilitator/\(id)/bookings")
            XCTAssertEqual(old.status, 401, "a facilitator's token from before the restoration")
        }
        let disabled = try await eventually {
            let login = try await self.priyasLogin(at: running.crm)
            return login.status == 503 ? nil : login
        }
        XCTAssertEqual(disabled.status, 401, "the account was disabled after the backup")
        let enabled = try await running.crm.client.logIn("arjun", "arjuns-password")
        XCTAssertEqual(enabled.status, 200, enabled.text)
        let gone = try await running.main.client.logIn("chitra", "chitra-password")
        XCTAssertEqual(gone.status, 401, "the account was erased after the backup")

        let login = try await running.main.client.logIn("bhavin", "bhavin-password")
        let again = running.main.client.with(token: login.json["access_token"]?.string)
        let found = try await again.get("/bookings/\(booking)")
        XCTAssertEqual(found.json["status"], "confirmed", "the cancellation is lost")
        try await again.cancelBooking(booking)
        let returned = try await again.booking(booking, until: "refunded")
        XCTAssertEqual(
            before.first { $0.payment == returned["payment_id"]?.string }?.id,
            returned["refund_id"]?.string)
        try await waitForMoney(of: event, at: running.crm.client)
        XCTAssertEqual(try sandboxRefunds(), before, "no refund is sent twice")

        let check = try Program.mainAPI.run(
            ["check", "--database", path("main")], environment: installation.settings)
        XCTAssertEqual(check.output, "no violations\n")
        try await installation.waitForDelivery(by: running.main)
        let report = try reconcile()
        XCTAssertEqual(report.status, 0, report.output)
        for line in [
            "guests erased again: 1", "accounts disabled again: 1", " differences: 0",
        ] { XCTAssertTrue(report.output.contains(line), report.output) }
        _ = await running.main.stop()
        _ = await running.crm.stop()
    }

    func testADisabledAccountStaysDisabledWhenABackupIsCopiedByHand() async throws {
        try backup("crm")
        try disablePriya()
        _ = await installation.crm.stop()
        try deleteDatabase("crm")
        try FileManager.default.moveItem(atPath: backupPath("crm"), toPath: path("crm"))
        let crm = try startCRM()
        let disabled = try await priyasLogin(at: crm)
        XCTAssertEqual(disabled.status, 401, disabled.text)
        // A new password enables the account, in the file too.
        let enabled = try Program.crmAPI.run(
            ["facilitator", "password", "priya", "--database", path("crm")],
            environment: installation.settings, input: "a-long-password\n")
        XCTAssertEqual(enabled.status, 0, enabled.errors)
        _ = await crm.stop()
        let next = try startCRM()
        let login = try await priyasLogin(at: next)
        XCTAssertEqual(login.status, 200, login.text)
        _ = await next.stop()
    }

    /// Creates an event of Priya's through CRMAPI; a cancellation in time returns the price.
    private func pricedEvent() async throws -> Int {
        let start = WallClock.system.now().adding(seconds: 864_000)
        let created = try await installation.crm.client.with(token: Installation.token).post(
            "/api/facilitator/1/events",
            """
            {"title": "Retreat", "kind": "retreat", "location": "Rishikesh", "description": "",
             "time_zone": "Asia/Kolkata", "starts_at": "\(start.rfc3339)",
             "ends_at": "\(start.adding(seconds: 7_200).rfc3339)", "capacity": 5, "price": 5000,
             "currency": "INR", "refund_policy": [{"hours_before": 24, "percent": 100}]}
            """)
        return try XCTUnwrap(created.json["id"]?.int, created.text)
    }

    /// Waits until both payments are shown as returned.
    private func waitForMoney(of event: Int, at crm: TestClient) async throws {
        let sum = try await eventually {
            let money = try await crm.with(token: Installation.token)
                .get("/api/facilitator/1/events/\(event)/money")
            let sum = money.json["sums"]?[0]
            return sum?["refunded"] == 10_000 ? sum : Optional.none
        }
        XCTAssertEqual(sum["received"], 10_000)
        XCTAssertEqual(sum["refunds_initiated"], 0)
        XCTAssertEqual(sum["refunds_failed"], 0)
        XCTAssertEqual(sum["net"], 0)
    }

    private struct SandboxRefund: Equatable {
        let id: String
        let payment: String
        let amount: Int64
    }

    /// The refunds in the gateway's own records, which no restoration changes.
    private func sandboxRefunds() throws -> [SandboxRefund] {
        let sandbox = try SandboxStore(path: path("main") + ".sandbox", clock: .system).database
        defer { sandbox.close() }
        return try sandbox.read { tx in
            try tx.all(
                """
                SELECT id, payment_id, amount FROM refunds WHERE status = 'succeeded'
                ORDER BY created_at, rowid
                """
            ) { SandboxRefund(id: $0.string(0), payment: $0.string(1), amount: $0.int64(2)) }
        }
    }
}
