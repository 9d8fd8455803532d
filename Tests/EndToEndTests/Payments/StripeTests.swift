import BookingDomain
import Configuration
import Foundation
import HTTPClient
import JSONCoding
import PaymentGateways
import TestSupport
import Timekeeping
import XCTest

/// Behavior of Stripe alone: signatures with a time, a return page, sessions that expire.
final class StripeTests: PaymentTestCase {
    override class var gatewayTypes: [FakeGateway.Type] { [FakeStripe.self] }

    func testAPaymentThatSettlesLaterStaysPending() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        let session = try await startPayment(id, by: asha)
        let payment = gateway.pay(session, status: .authorized)
        let status = try await deliver(.paid, session)
        XCTAssertEqual(status, 200)
        let waiting = try await booking(id, of: asha)
        XCTAssertEqual(waiting["status"], "held")
        XCTAssertEqual(waiting["payment_status"], "pending")
        gateway.setStatus(of: payment, to: .captured)
        try await deliver(.paidLate, session)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
    }

    func testAPaymentThatTheBankRefusesLaterEndsItsAttempt() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        let session = try await startPayment(id, by: asha)
        let payment = gateway.pay(session, status: .authorized)
        gateway.setStatus(of: payment, to: .failed)
        try await deliver(.unpaid, session)
        let again = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(again.json["attempt"], 2, again.text)
    }

    func testLeavingTheCheckoutLeadsToTheBooking() async throws {
        let back = try await system.main.get(
            "/payment/stripe/return?booking_id=7&cancelled=1")
        XCTAssertEqual(back.status, 303)
        XCTAssertEqual(back["location"], "/my/bookings/7")
    }

    func testAFailedCallOfTheReturnPageIsCounted() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        let session = try await startPayment(id, by: asha)
        gateway.plan(.failsBefore, for: "retrieve")
        _ = try await system.main.get("/payment/stripe/return?session_id=\(session.id)")
        let metrics = try await system.main.get("/metrics").text
        XCTAssertTrue(metrics.contains("\npayment_gateway_failures_total 1\n"), metrics)
    }

    func testAnOldOrFutureSignatureIsRefused() async throws {
        let event = try await system.event(price: 5_000)
        let checkout = try await startPayment(try await hold(event, by: asha), by: asha)
        gateway.pay(checkout)
        let report = gateway.event(.paid, about: checkout)
        for (seconds, status): (Int64, Int) in [(-301, 400), (301, 400), (-300, 200)] {
            let answered = try await gateway.deliver(
                report, to: system.main, at: system.clock.now().adding(seconds: seconds))
            XCTAssertEqual(answered, status, "\(seconds)")
        }
    }

    func testTheReturnPageConfirmsBeforeTheWebhook() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let checkout = try await startPayment(id, by: asha)
        let address = "/payment/stripe/return?session_id=\(checkout.id)"
        let gaveUp = try await system.main.get(address + "&cancelled=1")
        XCTAssertTrue(gaveUp.text.contains("Not paid yet"), gaveUp.text)
        let early = try await system.main.get(address)
        XCTAssertTrue(early.text.contains("being confirmed"), early.text)
        gateway.pay(checkout)
        let back = try await system.main.get(address)
        XCTAssertTrue(back.text.contains("is confirmed"), back.text)
        let status = try await deliver(.paid, checkout)
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(count("confirmed", in: found), 1)
    }

    func testReloadingTheReturnPageCallsStripeOneAtATime() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        let checkout = try await startPayment(id, by: asha)
        for _ in 1...8 { gateway.plan(.isSlow(300), for: "retrieve") }
        let main = system.main
        let pages = try await withThrowingTaskGroup(of: ClientResponse.self) { group in
            for _ in 1...8 {
                group.addTask {
                    try await main.get("/payment/stripe/return?session_id=\(checkout.id)")
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        XCTAssertTrue(pages.allSatisfy { $0.text.contains("being confirmed") })
        XCTAssertEqual(gateway.maximumConcurrency(of: "retrieve"), 1)
    }

    func testAnEmailAddressThatStripeRefusesIsOmitted() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        let changed = try await asha.patch("/me", #"{"email": "asha@localhost"}"#)
        XCTAssertEqual(changed.status, 200, changed.text)
        _ = try await startPayment(id, by: asha)
        XCTAssertEqual(gateway.keys(of: "create").count, 2)
        XCTAssertEqual(gateway.ledger.checkouts.count, 1)
    }

    func testARefusalIsDescribedByItsCodeAlone() async throws {
        let stripe = StripeGateway(
            secretKey: Secret(FakeStripe.key), webhookSecrets: [], baseURL: gateway.address,
            returnURL: { "" })
        let order = RefundOrder(
            reference: RefundReference(installation: "", refundID: RefundID(1), generation: 1),
            paymentID: "pi_1", amount: 5_000, currency: Currency(stored: "INR"))
        gateway.plan(.refuses("parameter_invalid"), for: "refund")
        do {
            _ = try await stripe.refund(order)
            XCTFail("not refused")
        } catch {
            XCTAssertEqual("\(error)", "parameter_invalid")
            guard case .refused(_, let detail, _) = error else { return XCTFail("\(error)") }
            XCTAssertTrue(detail.contains("asha@example.org"), detail)
        }
    }

    func testEventsOfLiveModeAreIgnored() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let checkout = try await startPayment(id, by: asha)
        gateway.pay(checkout)
        let report = gateway.event(.paid, about: checkout)
        let live = String(decoding: report.body, as: UTF8.self)
            .replacing(#""livemode":false,"data""#, with: #""livemode":true,"data""#)
        XCTAssertNotEqual(Array(live.utf8), report.body)
        let status = try await deliver(FakeEvent(id: report.id, body: Array(live.utf8)))
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "held")
        try await deliver(report)
    }
}
