import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The gateway performs a call but responds too late.
final class GatewayTimeoutTests: PaymentTestCase {
    override var environment: [String: String] { ["GATEWAY_TIMEOUT": "2s"] }

    func testACheckoutIsCreatedOnceDespiteATimeout() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            gateway.plan(.timesOut, .failsBefore, for: "create")
            for _ in 1...2 {
                let lost = try await asha.post("/bookings/\(id)/payment")
                XCTAssertEqual(lost.status, 503)
            }
            let found = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(found.status, 200, found.text)
            XCTAssertEqual(gateway.ledger.checkouts.count, 1)
            XCTAssertEqual(gateway.keys(of: "create").count, 1)
        }
    }

    func testARefundIsMadeOnceDespiteATimeout() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            gateway.plan(.timesOut, .isBusy, .failsBefore, for: "refund")
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await waitUntil { gateway.count("refund") >= 1 }
            let pending = try await booking(id, of: asha)
            XCTAssertEqual(pending["refund_status"], "initiated")
            try await advance(until: id, of: asha, is: "refunded")
            XCTAssertEqual(gateway.refunded(of: payment), 5_000)
            XCTAssertEqual(gateway.ledger.refunds.count, 1)
            XCTAssertEqual(gateway.keys(of: "refund").count, 1)
        }
    }
}
