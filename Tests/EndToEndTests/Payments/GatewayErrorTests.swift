import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The gateway rejects the key, responds late or reports events out of order.
final class GatewayErrorTests: PaymentTestCase {
    func testARejectedKeyDoesNotFailTheRefund() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            gateway.plan(.rejectsKey, .rejectsKey, for: "refund")
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await waitUntil {
                system.advance(seconds: 5)
                try await Task.sleep(for: .milliseconds(50))
                return gateway.count("refund") >= 2
            }
            try await assertNoMessage(to: asha, contains: "has failed")
            let metrics = try await system.main.get("/metrics").text
            XCTAssertNotNil(
                metrics.firstMatch(of: /\npayment_gateway_key_refusals_total [1-9]/), metrics)
            try await advance(until: id, of: asha, is: "refunded")
            XCTAssertEqual(gateway.refunded(of: payment), 5_000)
            XCTAssertEqual(gateway.keys(of: "refund").count, 1)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(count("refund_failed", in: found), 0)
        }
    }

    func testARejectedKeyDoesNotEndThePayment() async throws {
        try await atEachGateway {
            let id = try await hold(try await system.event(price: 5_000), by: asha)
            gateway.plan(.rejectsKey, for: "create")
            let refused = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(refused.status, 503, refused.text)
            XCTAssertEqual(refused.code, "gateway_unreachable")
            let opened = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(opened.json["attempt"], 1)
            XCTAssertEqual(gateway.keys(of: "create").count, 1)
        }
    }

    func testAFailedGatewayCallIsCountedOnce() async throws {
        try await atEachGateway {
            let id = try await hold(try await system.event(price: 5_000), by: asha)
            gateway.plan(.rejectsKey, .rejectsKey, for: "create")
            let refused = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(refused.status, 503, refused.text)
            // The poller makes the next two calls; the second succeeds.
            try await waitUntil {
                system.advance(seconds: 5)
                try await Task.sleep(for: .milliseconds(50))
                return gateway.count("create") >= 3
            }
            let metrics = try await system.main.get("/metrics").text
            XCTAssertTrue(
                metrics.contains("\npayment_gateway_key_refusals_total 2\n"), metrics)
        }
    }

    func testARefundReportedBeforeItsPaymentIsRecorded() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            let payment = gateway.pay(checkout)
            let made = gateway.refundAtTheDashboard(payment, 2_000)
            let early = try await deliver(.made, made)
            XCTAssertEqual(early, 200)
            let status = try await deliver(.paid, checkout)
            XCTAssertEqual(status, 200)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "confirmed")
            XCTAssertEqual(found["refund_id"], .string(made.id))
            let money = try await system.service.get("/api/facilitator/2/events/\(event)/money")
            XCTAssertEqual(money.json["sums"]?[0]?["refunded"], 2_000)
        }
    }

    func testExpiredCheckoutsAreClosedConcurrently() async throws {
        var held: [(id: Int, guest: TestClient)] = []
        let event = try await system.event(price: 5_000)
        for number in 1...8 {
            let guest = try await system.guest("guest\(number)")
            let id = try await hold(event, by: guest)
            _ = try await startPayment(id, by: guest)
            held.append((id, guest))
            gateway.plan(.isSlow(100), for: gateway.closingOperation)
        }
        system.advance(seconds: 901)
        for (id, guest) in held {
            try await booking(id, of: guest, until: "status", is: "expired")
        }
        XCTAssertGreaterThan(gateway.maximumConcurrency(of: gateway.closingOperation), 1)
    }
}
