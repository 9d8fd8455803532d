import BookingDomain
import Foundation
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// MainAPI is killed between storing an intent, calling the gateway and recording the result.
final class PaymentCrashTests: GatewayTestCase {
    private var folder = ""
    private var program: RunningProgram!
    private var asha: TestClient!

    override func prepare() async throws {
        try await super.prepare()
        folder = NSTemporaryDirectory() + "crash-\(UUID().uuidString)"
        try start()
        asha = try await program.client.registered("asha")
    }

    override func finish() async throws {
        program.kill()
        let database = try openMainDatabase(in: folder)
        let (balance, violations) = try database.read { tx in
            (
                try tx.first("SELECT coalesce(sum(amount), 0) FROM ledger") { $0.int64(0) },
                try tx.invariantViolations()
            )
        }
        database.close()
        let taken = gateway.ledger.payments
        let given = gateway.ledger.refunds.filter { $0.status == .processed }
        XCTAssertEqual(
            balance, taken.reduce(0) { $0 + $1.amount } - given.reduce(0) { $0 + $1.amount })
        XCTAssertEqual(violations, [])
        try? FileManager.default.removeItem(atPath: folder)
        try await super.finish()
    }

    func testACrashDuringCheckoutCreationCreatesNoSecondCheckout() async throws {
        try await atEachGateway {
            let id = try await hold()
            gateway.plan(.timesOut, for: "create")
            try await restart(during: "create") { asha in
                _ = try await asha.post("/bookings/\(id)/payment")
            }
            let response = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(response.status, 200, response.text)
            XCTAssertEqual(gateway.ledger.checkouts.count, 1, "a repeated call creates no checkout")
            try await pay(id)
        }
    }

    func testAWebhookInterruptedByACrashIsAppliedOnRedelivery() async throws {
        try await atEachGateway {
            let id = try await hold()
            _ = try await asha.post("/bookings/\(id)/payment")
            let checkout = try XCTUnwrap(gateway.ledger.checkouts.first)
            gateway.pay(checkout)
            let event = gateway.event(.paid, about: checkout)
            gateway.plan(.timesOut, for: "retrieve")
            let gateway = gateway!
            try await restart(during: "retrieve") { asha in
                _ = try await gateway.deliver(event, to: asha, at: WallClock.system.now())
            }
            let status = try await gateway.deliver(event, to: asha, at: WallClock.system.now())
            XCTAssertEqual(status, 200)
            let found = try await asha.get("/bookings/\(id)").json
            XCTAssertEqual(found["status"], "confirmed")
        }
    }

    func testACrashAfterAWebhookKeepsTheConfirmation() async throws {
        try await atEachGateway {
            let id = try await hold()
            _ = try await asha.post("/bookings/\(id)/payment")
            try await pay(id)
            try restart()
            let found = try await asha.get("/bookings/\(id)").json
            XCTAssertEqual(found["status"], "confirmed")
            XCTAssertEqual(found["payment_status"], "success")
        }
    }

    func testACrashAfterTheGatewayRefundedDoesNotRefundTwice() async throws {
        try await atEachGateway {
            for fault in [InjectedFault.timesOut, .failsBefore] {
                let id = try await hold()
                _ = try await asha.post("/bookings/\(id)/payment")
                try await pay(id)
                let before = gateway.count("refund")
                gateway.plan(fault, for: "refund")
                _ = try await asha.post("/bookings/\(id)/cancellation")
                try await waitUntil { gateway.count("refund") > before }
                try restart()
                try await waitUntil {
                    let found = try await asha.get("/bookings/\(id)").json
                    return found["status"] == "refunded"
                }
            }
            XCTAssertEqual(gateway.ledger.refunds.count, 2)
        }
    }

    func testACrashAfterAnEventCancellationStillRefunds() async throws {
        try await atEachGateway {
            let event = try await program.client.with(token: TestSystem.serviceToken).pricedEvent()
            let id = try await hold(event)
            _ = try await asha.post("/bookings/\(id)/payment")
            try await pay(id)
            let service = program.client.with(token: TestSystem.serviceToken)
            let cancelled = try await service.delete("/internal/facilitators/2/events/\(event)")
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
            try restart()
            try await waitUntil {
                try await asha.get("/bookings/\(id)").json["status"] == "refunded"
            }
            XCTAssertEqual(gateway.ledger.refunds.count, 1)
        }
    }

    func testGatewayResponsesDuringShutdownAreRecorded() async throws {
        var bookings: [Int] = []
        for _ in 1...12 {
            let id = try await hold()
            _ = try await asha.post("/bookings/\(id)/payment")
            try await pay(id)
            bookings.append(id)
            // Slow enough that some calls have not started when the program stops.
            gateway.plan(.isSlow(1_000), for: "refund")
        }
        for id in bookings { _ = try await asha.post("/bookings/\(id)/cancellation") }
        try await waitUntil { gateway.count("refund") > 0 }
        _ = await program.stop()
        XCTAssertLessThan(gateway.count("refund"), 12, "no further call starts")
        let database = try openMainDatabase(in: folder)
        let done = try database.read { tx in
            try tx.first("SELECT count(*) FROM refunds WHERE status = 'processed'") {
                $0.int(0)
            }
        }
        database.close()
        XCTAssertEqual(done, gateway.ledger.refunds.count)
        try start()
        asha = program.client.with(token: asha.token)
        for id in bookings {
            try await waitUntil {
                try await asha.get("/bookings/\(id)").json["status"] == "refunded"
            }
        }
        XCTAssertEqual(gateway.ledger.refunds.count, 12)
    }

    private func start() throws {
        program = try Program.mainAPI.start(
            ["--port", "0", "--database", folder + "/main.sqlite"],
            environment: gateway.settings.merging(
                ["CRM_URL": "http://127.0.0.1:9", "LIMIT_ADDRESSES": "0"]
            ) { $1 })
    }

    private func restart() throws {
        program.kill()
        try start()
        asha = program.client.with(token: asha.token)
    }

    /// Runs a step, restarts the program during a gateway call, and waits for the step to end.
    private func restart(
        during operation: String, _ body: @escaping @Sendable (TestClient) async throws -> Void
    ) async throws {
        let asha = asha!
        let before = gateway.count(operation)
        let task = Task { try? await body(asha) }
        try await waitUntil { gateway.count(operation) > before }
        try restart()
        await task.value
    }

    private func hold(_ event: Int? = nil) async throws -> Int {
        let event =
            if let event { event } else {
                try await program.client.with(token: TestSystem.serviceToken).pricedEvent()
            }
        let held = try await asha.post("/book", #"{"event_id": \#(event)}"#)
        return try XCTUnwrap(held.json["id"]?.int, held.text)
    }

    /// Pays the booking's checkout and delivers the webhook.
    private func pay(_ id: Int) async throws {
        let checkout = try XCTUnwrap(
            gateway.ledger.checkouts.last { $0.metadata["booking_id"]?.string == "\(id)" })
        gateway.pay(checkout)
        let status = try await gateway.deliver(
            gateway.event(.paid, about: checkout), to: program.client,
            at: WallClock.system.now())
        XCTAssertEqual(status, 200)
    }
}
