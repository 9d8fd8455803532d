import Foundation
import JSONCoding
import SQLite
import Timekeeping
import XCTest

/// MainAPI is killed between intent, call and record; the gateway lives on and knows what it did.
final class PaymentCrashTests: XCTestCase {
    private var stripe: FakeStripe!
    private var folder = ""
    private var program: RunningProgram!
    private var asha: Client!

    override func setUp() async throws {
        stripe = try FakeStripe()
        folder = NSTemporaryDirectory() + "crash-\(UUID().uuidString)"
        try start()
        let account = #"{"username":"asha","password":"asha-password","email":"asha@example.org"}"#
        _ = try await program.client.post("/auth/register", account)
        let login = try await program.client.post("/auth/login", account)
        asha = program.client.with(token: login.json["access_token"]?.string)
    }

    override func tearDown() async throws {
        program.kill()
        XCTAssertEqual(stripe.violations, [])
        let database = try Database(path: folder + "/main.sqlite", migrations: migrations)
        let (balance, breaches) = try database.read { connection in
            (
                try connection.first("SELECT coalesce(sum(amount), 0) FROM ledger") { $0.int64(0) },
                try invariants(connection)
            )
        }
        database.close()
        let taken = stripe.books.sessions.filter { $0.paymentIntent != nil }
        let given = stripe.books.refunds.filter { $0.status == "succeeded" }
        XCTAssertEqual(
            balance, taken.reduce(0) { $0 + $1.amount } - given.reduce(0) { $0 + $1.amount })
        XCTAssertEqual(breaches, [])
        stripe.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func testKilledWhileTheCheckoutIsOpened() async throws {
        let id = try await hold()
        stripe.plan(.isSilent, for: "create")
        try await killed(during: "create") { asha in
            _ = try await asha.post("/bookings/\(id)/payment")
        }
        let answer = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(answer.status, 200, answer.text)
        XCTAssertEqual(stripe.books.sessions.count, 1, "the same call, the same session")
        try await pay(id)
    }

    func testKilledWhileAWebhookIsApplied() async throws {
        let id = try await hold()
        _ = try await asha.post("/bookings/\(id)/payment")
        let session = try XCTUnwrap(stripe.books.sessions.first)
        stripe.pay(session)
        let event = stripe.event("checkout.session.completed", about: session)
        stripe.plan(.isSilent, for: "retrieve")
        let stripe = stripe!
        try await killed(during: "retrieve") { asha in
            _ = try await stripe.deliver(event, to: asha, at: Clock.system.now())
        }
        let status = try await stripe.deliver(event, to: asha, at: Clock.system.now())
        XCTAssertEqual(status, 200)
        let found = try await asha.get("/bookings/\(id)").json
        XCTAssertEqual(found["status"], "confirmed")
    }

    func testKilledAfterAWebhookWasTaken() async throws {
        let id = try await hold()
        _ = try await asha.post("/bookings/\(id)/payment")
        try await pay(id)
        try restart()
        let found = try await asha.get("/bookings/\(id)").json
        XCTAssertEqual(found["status"], "confirmed")
        XCTAssertEqual(found["payment_status"], "success")
    }

    func testKilledWhileARefundIsSent() async throws {
        for mishap in [GatewayMishap.isSilent, .failsBefore] {
            let id = try await hold()
            _ = try await asha.post("/bookings/\(id)/payment")
            try await pay(id)
            let before = stripe.count("refund")
            stripe.plan(mishap, for: "refund")
            _ = try await asha.post("/bookings/\(id)/cancellation")
            _ = try await eventually { stripe.count("refund") > before ? true : nil }
            try restart()
            _ = try await eventually {
                let found = try await asha.get("/bookings/\(id)").json
                return found["status"] == "refunded" ? true : nil
            }
        }
        XCTAssertEqual(stripe.books.refunds.count, 2)
    }

    func testKilledRightAfterTheEventWasCancelled() async throws {
        let event = try await makeEvent()
        let id = try await hold(event)
        _ = try await asha.post("/bookings/\(id)/payment")
        try await pay(id)
        let service = program.client.with(token: Centre.serviceToken)
        let cancelled = try await service.delete("/internal/facilitators/2/events/\(event)")
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        try restart()
        _ = try await eventually {
            try await asha.get("/bookings/\(id)").json["status"] == "refunded" ? true : nil
        }
        XCTAssertEqual(stripe.books.refunds.count, 1)
    }

    private func start() throws {
        program = try Program.mainAPI.start(
            ["--port", "0", "--database", folder + "/main.sqlite"],
            environment: [
                "PAYMENT_PROVIDER": "stripe", "STRIPE_SECRET_KEY": FakeStripe.key,
                "STRIPE_WEBHOOK_SECRET": FakeStripe.webhookSecret, "STRIPE_URL": stripe.address,
                "CRM_URL": "http://127.0.0.1:9", "LIMIT_ADDRESSES": "0",
            ])
    }

    private func restart() throws {
        program.kill()
        try start()
        asha = program.client.with(token: asha.token)
    }

    /// Begins something, kills the program while the gateway is at it, and starts it again.
    private func killed(
        during operation: String, _ body: @escaping @Sendable (Client) async throws -> Void
    ) async throws {
        let asha = asha!
        let before = stripe.count(operation)
        let task = Task { try? await body(asha) }
        _ = try await eventually { stripe.count(operation) > before ? true : nil }
        try restart()
        await task.value
    }

    private func makeEvent() async throws -> Int {
        let start = Clock.system.now().adding(seconds: 864_000)
        let service = program.client.with(token: Centre.serviceToken)
        let created = try await service.post(
            "/internal/facilitators/2/events",
            """
            {"facilitator": {"id": 2, "name": "Arjun Patel"}, "event": {"title": "Retreat",
             "kind": "retreat", "location": "Rishikesh", "time_zone": "Asia/Kolkata",
             "description": "", "starts_at": "\(start.rfc3339)",
             "ends_at": "\(start.adding(seconds: 7_200).rfc3339)", "capacity": 5, "price": 5000,
             "currency": "INR", "refund_policy": [{"hours_before": 24, "percent": 100}]}}
            """)
        return try XCTUnwrap(created.json["id"]?.int, created.text)
    }

    private func hold(_ event: Int? = nil) async throws -> Int {
        let event = if let event { event } else { try await makeEvent() }
        let held = try await asha.post("/book", #"{"event_id": \#(event)}"#)
        return try XCTUnwrap(held.json["id"]?.int, held.text)
    }

    /// Pays the booking's session and reports it.
    private func pay(_ id: Int) async throws {
        let session = try XCTUnwrap(
            stripe.books.sessions.last { $0.metadata["booking_id"]?.string == "\(id)" })
        stripe.pay(session)
        let status = try await stripe.deliver(
            stripe.event("checkout.session.completed", about: session), to: program.client,
            at: Clock.system.now())
        XCTAssertEqual(status, 200)
    }
}
