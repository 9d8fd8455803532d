import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A guest pays again after the gateway has closed the first checkout.
final class SecondAttemptTests: PaymentTestCase {
    override class var gatewayTypes: [FakeGateway.Type] { [FakeStripe.self] }
    override var environment: [String: String] { ["HOLD_LENGTH": "2h"] }

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
