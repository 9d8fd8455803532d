import BookingDomain
import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Webhooks of the gateways: repeated, out of order, too early, foreign or forged.
final class WebhookRoutesTests: PaymentTestCase {
    func testARepeatedWebhookConfirmsOnce() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            gateway.pay(checkout)
            let report = gateway.event(.paid, about: checkout)
            for _ in 1...3 {
                let status = try await deliver(report)
                XCTAssertEqual(status, 200)
            }
            let asked = gateway.count("retrieve")
            XCTAssertEqual(asked, 1, "a known event is not retrieved again")
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "confirmed")
            XCTAssertEqual(count("confirmed", in: found), 1)
            XCTAssertEqual(count("payment_succeeded", in: found), 1)
            let notified = try await system.notifiedBookings(atLeast: 1)
            XCTAssertEqual(notified.count, 1)
        }
    }

    func testDifferentEventsOfOnePaymentConfirmOnce() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            gateway.pay(checkout)
            let reports = [
                gateway.event(.paymentSucceeded, about: checkout),
                gateway.event(.paid, about: checkout),
                gateway.event(.paidLate, about: checkout),
            ]
            let (system, gateway) = (self.system!, self.gateway!)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for report in reports {
                    group.addTask {
                        try await gateway.deliver(report, to: system.main, at: system.clock.now())
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            XCTAssertEqual(statuses, [200, 200, 200])
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["amount_paid"], 5_000)
            XCTAssertEqual(count("confirmed", in: found), 1)
        }
    }

    func testAnOutdatedEventDoesNotUndoThePayment() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            let early = gateway.event(.unpaid, about: checkout)
            gateway.pay(checkout)
            let status = try await deliver(early)
            XCTAssertEqual(status, 200)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "confirmed", "the current state counts, not the event")
        }
    }

    func testAWebhookBeforeTheCheckoutResponseConfirmsTheBooking() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            gateway.plan(.failsAfter, for: "create")
            let lost = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(lost.status, 503, lost.text)
            XCTAssertEqual(lost.code, "gateway_unreachable")
            let checkout = try XCTUnwrap(gateway.ledger.checkouts.first)
            gateway.pay(checkout)
            let status = try await deliver(.paid, checkout)
            XCTAssertEqual(status, 200)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "confirmed")
        }
    }

    func testAnEventOfAnUnknownAttemptIsRetriedAndAForeignOneIgnored() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let checkout = try await startPayment(try await hold(event, by: asha), by: asha)
            func deliver(_ metadata: JSONObject) async throws -> Int {
                let other = FakeCheckout(
                    id: "other", metadata: .object(metadata), amount: 5_000, currency: "INR")
                return try await self.deliver(.paid, other)
            }
            var metadata = try XCTUnwrap(checkout.metadata.object)
            metadata["attempt"] = "99"
            let ours = try await deliver(metadata)
            XCTAssertEqual(ours, 500)
            metadata["installation"] = "another"
            let foreign = try await deliver(metadata)
            XCTAssertEqual(foreign, 200)
            let strange = try await deliver(JSONObject())
            XCTAssertEqual(strange, 200)
        }
    }

    func testAWebhookIsRetriedAfterAProcessingError() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            gateway.pay(checkout)
            let report = gateway.event(.paid, about: checkout)
            gateway.plan(.failsBefore, for: "retrieve")
            var status = try await deliver(report)
            XCTAssertEqual(status, 500)
            let metrics = try await system.main.get("/metrics").text
            XCTAssertTrue(metrics.contains("\npayment_gateway_failures_total 1\n"), metrics)
            status = try await deliver(report)
            XCTAssertEqual(status, 200, "the failed event was not stored as processed")
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "confirmed")
        }
    }

    func testAnInvalidWebhookSignatureIsRefused() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let checkout = try await startPayment(try await hold(event, by: asha), by: asha)
            gateway.pay(checkout)
            let report = gateway.event(.paid, about: checkout)
            let fields = gateway.headerFields(of: report, at: system.clock.now())
            let tampered = FakeEvent(id: report.id, body: report.body + [0x20])
            for (body, fields) in [(report.body, [:]), (tampered.body, fields)] {
                let refused = try await system.main.send(
                    "POST", "/webhooks/\(gateway.provider.rawValue)", body: body, fields)
                XCTAssertEqual(refused.status, 400)
                XCTAssertEqual(refused.code, "invalid_signature")
            }
            let metrics = try await system.main.get("/metrics").text
            XCTAssertTrue(metrics.contains("\npayment_webhooks_refused_total 2\n"), metrics)
            let status = try await deliver(report)
            XCTAssertEqual(status, 200)
        }
    }
}
