import BookingStore
import Foundation
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// `MainAPI check` and its metric.
final class CheckCommandTests: SystemTestCase {
    override var demo: Bool { true }
    override var environment: [String: String] { ["CHECK_INTERVAL": "1s"] }

    func testASoundDatabasePasses() async throws {
        let (status, output) = try check(system.folder + "/main.sqlite")
        XCTAssertEqual(output, "no violations\n")
        XCTAssertEqual(status, 0)
    }

    func testEveryViolationIsReported() async throws {
        let database = try system.openDatabase()
        try database.writeSynchronously { tx in
            try tx.execute("UPDATE event_seats SET taken = taken + 1 WHERE event_id = 1")
            try tx.execute("DROP TRIGGER notices_are_kept")
            try tx.execute("DELETE FROM outbox WHERE id = 1")
        }
        database.close()
        let (status, output) = try check(system.folder + "/main.sqlite")
        let lines = output.split(separator: "\n")
        XCTAssertEqual(lines.count, 2, output)
        XCTAssertTrue(lines[0].hasPrefix("seats_counted: event 1 counts "), output)
        XCTAssertTrue(lines[1].hasPrefix("crm_told: booking "), output)
        XCTAssertEqual(status, 1)

        try await waitUntil {
            try await system.main.get("/metrics").text.contains("\ninvariant_breaches 2\n")
        }
    }

    func testEveryMoneyViolationIsReported() async throws {
        let event = try await system.event(price: 5_000)
        let asha = try await system.guest("asha")
        let booking = try await asha.bookAndPay(event)
        let receipts = try await asha.get("/bookings/\(booking)/receipts").json["data"]
        let number = receipts?[0]?["number"]?.string ?? ""
        let database = try system.openDatabase()
        try database.writeSynchronously { tx in
            for statement: SQL in [
                "UPDATE payments SET refunded = 1", "DROP TRIGGER ledger_stands",
                "DROP TRIGGER bookings_move_as_they_may", "DROP TRIGGER bookings_keep_sums",
                "UPDATE ledger SET amount = 1",
                "UPDATE bookings SET amount_paid = 1 WHERE amount_paid > 1",
                """
                INSERT INTO refunds (payment_id, booking_id, amount, reason, status, provider,
                    created_at, updated_at)
                SELECT id, booking_id, 1, 'external', 'failed', 'stripe', 0, 0 FROM payments
                """,
                """
                UPDATE bookings SET status = 'refunded' WHERE id = (SELECT min(id) FROM bookings
                    WHERE status = 'confirmed' AND amount = 0)
                """,
            ] { try tx.execute(statement) }
        }
        database.close()
        let (status, output) = try check(system.folder + "/main.sqlite")
        let payment = "payment 1"
        for line in [
            "refunds_within_payment: \(payment) of 5000 counts 1 refunded, its refunds 0",
            "ledger_balanced: \(payment) leaves 5000, the ledger 1",
            "payment_shown: booking \(booking) shows success and 1 paid, it has received 5000",
            "confirmed_paid: booking \(booking) is confirmed, of 5000 it has paid 1",
            "refunded_returned: booking 1 is refunded without a refund that went through",
            "receipts_issued: line 1 of the ledger, payment of 1 INR, has receipt \(number) of 5000 INR",
            "refunds_have_payments: refund 1 belongs to no payment of booking \(booking)",
        ] { XCTAssertTrue(output.contains(line + "\n"), "\(line) in \(output)") }
        XCTAssertEqual(status, 1)
    }

    func testADatabaseOfAnotherVersionIsNotChanged() throws {
        let path = system.folder + "/older.sqlite"
        let older = Array(BookingMigrations.all.dropLast())
        try Database(path: path, migrations: older).close()
        let (status, output) = try check(path)
        XCTAssertEqual(output, "")
        XCTAssertEqual(status, 1)
        let version = try Database.read(fileAt: path) { try $0.userVersion() }
        XCTAssertEqual(version, older.count)
    }

    func testAMissingDatabaseIsNotCreated() throws {
        let path = system.folder + "/nowhere.sqlite"
        let (status, output) = try check(path)
        XCTAssertEqual(output, "")
        XCTAssertEqual(status, 1)
        XCTAssertFalse(FileManager.default.fileExists(atPath: path))
    }

    func testTheTimeOfTheLatestCheckSurvivesARestart() async throws {
        func run(
            _ interval: String, until isReached: (Double) -> Bool
        ) async throws -> Double {
            let running = try Program.mainAPI.start(
                ["--port", "0", "--database", system.folder + "/checked.sqlite"],
                environment: ["CHECK_INTERVAL": interval])
            let time = try await eventually {
                let text = try await running.client.get("/metrics").text
                let name = "invariants_checked_timestamp_seconds "
                let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
                let time = try XCTUnwrap(Double(line?.dropFirst(name.count) ?? ""))
                return isReached(time) ? time : nil
            }
            _ = await running.stop()
            return time
        }
        let start = try await run("1d") { _ in true }
        XCTAssertEqual(start, 0, "before the first check")
        let checked = try await run("1s") { $0 > 0 }
        let later = try await run("1d") { _ in true }
        XCTAssertEqual(later, checked, accuracy: 2)
        XCTAssertGreaterThanOrEqual(later, checked)
    }

    private func check(_ path: String) throws -> (status: Int32, output: String) {
        let result = try Program.mainAPI.run(["check", "--database", path])
        return (result.status, result.output)
    }
}
