import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A guest starts a payment again: after a lost answer, a closed checkout or a stored error.
final class SecondAttemptTests: PaymentTestCase {
    override class var gatewayTypes: [FakeGateway.Type] { [FakeStripe.self] }
    override var environment: [String: String] { ["HOLD_LENGTH": "2h"] }

    func testAnErrorStoredUnderTheKeyEndsInASecondAttempt() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        gateway.plan(.storesFailure, for: "create")
        let opened = try await retryPayment(of: id)
        XCTAssertEqual(opened.json["attempt"], 2)
        XCTAssertEqual(gateway.ledger.checkouts.count, 1)
        XCTAssertEqual(gateway.count("sessions"), 1)
        try await assertPays(id, opened)
    }

    func testACheckoutBehindAStoredErrorIsFoundInTheList() async throws {
        gateway.setClock(system.clock.clock)
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        gateway.plan(.storesFailureAfter, for: "create")
        _ = try await asha.post("/bookings/\(id)/payment")
        // Later sessions of others move the test's session to the third page.
        for number in 1...4 {
            let guest = try await system.guest("guest\(number)")
            _ = try await startPayment(try await hold(event, by: guest), by: guest)
        }
        let opened = try await retryPayment(of: id)
        XCTAssertEqual(opened.json["attempt"], 1)
        XCTAssertEqual(opened.json["checkout_id"]?.string, gateway.ledger.checkouts.first?.id)
        XCTAssertEqual(gateway.count("sessions"), 3)
        try await assertPays(id, opened)
    }

    func testARefusedCheckoutIsReplacedWithinTheSameRequest() async throws {
        gateway.setClock(system.clock.clock)
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        _ = try await asha.post("/bookings/\(id)/payment")
        gateway.update { $0.checkouts[0].isExpired = true }
        try await deliver(.unpaid, gateway.ledger.checkouts[0])
        gateway.plan(.failsBefore, for: "create")
        let lost = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(lost.status, 503)
        system.clock.advance(seconds: 2 * 3_600 - 1_700)
        let opened = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(opened.status, 200, opened.text)
        XCTAssertEqual(opened.json["attempt"], 3)
    }

    func testRepeatedStartsUnderOneKeyKeepTheirAttempt() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        let key = ["Idempotency-Key": "pay-1"]
        gateway.plan(.failsAfter, for: "create")
        let lost = try await asha.post("/bookings/\(id)/payment", nil, key)
        XCTAssertEqual(lost.status, 503)
        let first = try await startPayment(id, by: asha)
        gateway.update { $0.checkouts[0].isExpired = true }
        try await deliver(.unpaid, first)
        let again = try await asha.post("/bookings/\(id)/payment", nil, key)
        XCTAssertEqual(again.status, 200, again.text)
        XCTAssertEqual(again.json["attempt"], 1)
        XCTAssertEqual(gateway.ledger.checkouts.count, 1, "the key had its one effect")
        let other = try await asha.post("/bookings/\(id)/cancellation", nil, key)
        XCTAssertEqual(other.code, "idempotency_key_reused")
    }

    func testConcurrentStartsUnderOneKeyGetOneAnswer() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        gateway.plan(.isSlow(200), .isSlow(200), for: "create")
        let asha = self.asha!
        let bodies = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 1...2 {
                group.addTask {
                    try await asha.post(
                        "/bookings/\(id)/payment", nil, ["Idempotency-Key": "pay-1"]
                    ).text
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        XCTAssertEqual(bodies.count, 1, "\(bodies)")
        XCTAssertEqual(gateway.ledger.checkouts.count, 1)
        let replayed = try await asha.post(
            "/bookings/\(id)/payment", nil, ["Idempotency-Key": "pay-1"])
        XCTAssertEqual(replayed["idempotent-replayed"], "true")
    }

    /// Clicks until the payment starts, at most six times.
    private func retryPayment(of id: Int) async throws -> ClientResponse {
        var answer = try await asha.post("/bookings/\(id)/payment")
        for _ in 1...5 where answer.status == 503 {
            answer = try await asha.post("/bookings/\(id)/payment")
        }
        XCTAssertEqual(answer.status, 200, answer.text)
        return answer
    }

    private func assertPays(_ id: Int, _ opened: ClientResponse) async throws {
        let session = try XCTUnwrap(
            gateway.ledger.checkouts.first { $0.id == opened.json["checkout_id"]?.string })
        gateway.pay(session)
        try await deliver(.paid, session)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
    }

    func testALaterPaymentOfAnOldAttemptIsRefunded() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let first = try await startPayment(id, by: asha)
        gateway.update { $0.checkouts[0].isExpired = true }
        try await deliver(.unpaid, first)
        let held = try await booking(id, of: asha)
        XCTAssertEqual(held["status"], "held", "the hold is longer than the session")
        let second = try await startPayment(id, by: asha)
        XCTAssertNotEqual(first.id, second.id)
        let kept = gateway.pay(second)
        try await deliver(.paid, second)
        let surplus = gateway.pay(first)
        try await deliver(.paid, first)
        _ = try await eventually {
            try await system.service.get("/api/facilitator/2/refunds?status=processed")
                .json["data"]?[0]
        }
        XCTAssertEqual(gateway.ledger.refunds.map(\.payment), [surplus])
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
        XCTAssertEqual(found["payment_id"], .string(kept))
        XCTAssertEqual(found["refund_status"], .null, "the booking is unchanged")
    }
}
