import Foundation
import HTTPClient
import JSONCoding
import PaymentGateways
import TestSupport
import XCTest

/// Behavior of Razorpay alone: hosted checkout, receipts, late and repeated payments.
final class RazorpayTests: PaymentTestCase {
    override class var gatewayTypes: [FakeGateway.Type] { [FakeRazorpay.self] }

    func testThePaymentPageSubmitsToTheHostedCheckout() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let begun = try await asha.post("/bookings/\(id)/payment")
        let order = try XCTUnwrap(gateway.ledger.checkouts.first)
        let address = try XCTUnwrap(begun.json["payment_url"]?.string)
        XCTAssertEqual(address, "\(system.main.base)/payment/razorpay/\(order.id)")
        let page = try await system.main.get("/payment/razorpay/\(order.id)")
        XCTAssertEqual(page.status, 200)
        let target = gateway.address + "/v1/checkout/embedded"
        XCTAssertTrue(page.text.contains(#"<form method="post" action="\#(target)">"#), page.text)
        let fields = [
            "key_id": FakeRazorpay.keyID, "order_id": order.id, "amount": "5000",
            "currency": "INR", "name": "Arjun Patel", "description": "Meditation Retreat",
            "callback_url": address, "cancel_url": "\(system.main.base)/my/bookings/\(id)",
        ]
        for (name, value) in fields {
            let input = #"<input type="hidden" name="\#(name)" value="\#(value)">"#
            XCTAssertTrue(page.text.contains(input), "\(name) in \(page.text)")
        }
        let policy = try XCTUnwrap(page["content-security-policy"])
        XCTAssertTrue(
            policy.contains("form-action \(target) https://*.razorpay.com;"), policy)
        XCTAssertEqual(page["referrer-policy"], "strict-origin-when-cross-origin")
        XCTAssertTrue(page.text.contains(#"name="prefill[contact]" type="tel""#), page.text)
        XCTAssertFalse(page.text.contains(FakeRazorpay.keySecret))
        let nothing = try await system.main.get("/payment/razorpay/order_other")
        XCTAssertEqual(nothing.status, 404)
    }

    func testTheReturnPageConfirmsBeforeTheWebhook() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let order = try await startPayment(id, by: asha)
        let payment = gateway.pay(order)
        let back = try await submitReturn(to: order, FakeRazorpay.returned(order.id, payment))
        XCTAssertTrue(back.text.contains("is confirmed"), back.text)
        let status = try await deliver(.paid, order)
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(count("confirmed", in: found), 1)
        let again = try await system.main.get("/payment/razorpay/\(order.id)")
        XCTAssertTrue(again.text.contains("is confirmed"), "the order is already paid")
    }

    func testAReturnSignedForAnotherOrderIsRefused() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let order = try await startPayment(id, by: asha)
        // A paid and correctly signed return of a cheaper order, sent to this order's address.
        let foreign = FakeRazorpay.returned("order_cheaper", "pay_cheaper")
        let asked = gateway.count("retrieve")
        let refused = try await submitReturn(to: order, foreign)
        XCTAssertEqual(refused.status, 400)
        XCTAssertEqual(refused.code, "invalid_signature")
        XCTAssertEqual(gateway.count("retrieve"), asked)
    }

    func testASignedReturnDoesNotConfirmAnUncapturedPayment() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let order = try await startPayment(id, by: asha)
        let payment = gateway.pay(order, status: .authorized)
        let back = try await submitReturn(to: order, FakeRazorpay.returned(order.id, payment))
        XCTAssertTrue(back.text.contains("being confirmed"), back.text)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "held")
    }

    func testTheFormContainsTheGuestsEmailAddressOrAsksForIt() async throws {
        let event = try await system.event(price: 5_000)
        _ = try await startPayment(try await hold(event, by: asha), by: asha)
        let meera = try await system.guest("meera", email: "meera@example.org")
        let known = try await startPayment(try await hold(event, by: meera), by: meera)
        let page = try await system.main.get("/payment/razorpay/\(known.id)")
        XCTAssertTrue(
            page.text.contains(#"name="prefill[email]" value="meera@example.org""#), page.text)
        XCTAssertFalse(page.text.contains(#"type="email""#), page.text)
    }

    func testAReturnAsMultipartIsRead() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        let order = try await startPayment(id, by: asha)
        let payment = gateway.pay(order)
        let parts = FakeRazorpay.returned(order.id, payment).fields.map { name, value in
            "--line\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        let back = try await system.main.send(
            "POST", "/payment/razorpay/\(order.id)",
            body: Array((parts.joined() + "--line--\r\n").utf8),
            [
                "Content-Type": "multipart/form-data; boundary=line",
                "Origin": "https://api.razorpay.com",
            ])
        XCTAssertTrue(back.text.contains("is confirmed"), back.text)
        let cut = try await system.main.send(
            "POST", "/payment/razorpay/\(order.id)", body: Array("--line".utf8),
            ["Content-Type": "multipart/form-data; boundary=line"])
        XCTAssertEqual(cut.status, 404)
    }

    func testAFeeOnTopOfTheAmountIsNoWrongAmount() async throws {
        let id = try await hold(try await system.event(price: 5_000), by: asha)
        let order = try await startPayment(id, by: asha)
        gateway.pay(order, fee: 118)
        try await deliver(.paid, order)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
        XCTAssertEqual(found["amount_paid"], 5_000)
    }

    func testAuthenticationFailedIsARefusedKey() async throws {
        let event = try await system.event(price: 5_000)
        let (id, _) = try await bookAndPay(event, by: asha)
        gateway.plan(.refuses("Authentication failed"), for: "refund")
        _ = try await asha.post("/bookings/\(id)/cancellation")
        try await advance(until: id, of: asha, is: "refunded")
        XCTAssertEqual(gateway.keys(of: "refund").count, 1)
        try await assertNoMessage(to: asha, contains: "has failed")
    }

    func testAFailedPaymentCanBeRetried() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let order = try await startPayment(id, by: asha)
        gateway.pay(order, status: .failed)
        var failure = FormContent()
        failure.add("error[code]", "BAD_REQUEST_ERROR")
        failure.add("error[description]", "Payment failed")
        let back = try await submitReturn(to: order, failure)
        XCTAssertEqual(back.status, 200)
        XCTAssertTrue(back.text.contains("The payment has failed."), back.text)
        XCTAssertTrue(back.text.contains("Pay with Razorpay"), back.text)
        let status = try await deliver(.unpaid, order)
        XCTAssertEqual(status, 200)
        gateway.pay(order)
        try await deliver(.paid, order)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
    }

    func testTheOrderOfARepeatedReceiptIsLookedUp() async throws {
        gateway.update { $0.returnsExistingOrders = false }
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        gateway.plan(.failsAfter, for: "create")
        let lost = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(lost.status, 503)
        let order = try await startPayment(id, by: asha)
        XCTAssertEqual(gateway.count("search"), 1)
        XCTAssertEqual(gateway.ledger.checkouts.map(\.id), [order.id])
    }

    func testALateAuthorizationIsFoundByPolling() async throws {
        let event = try await system.event(capacity: 1, price: 5_000)
        let id = try await hold(event, by: asha)
        let order = try await startPayment(id, by: asha)
        let payment = gateway.pay(order, status: .failed)
        try await deliver(.unpaid, order)
        system.advance(seconds: 901)
        try await booking(id, of: asha, until: "status", is: "expired")
        // The webhook is lost; polling finds the payment two days later.
        gateway.setStatus(of: payment, to: .captured)
        system.advance(seconds: 172_800)
        let asha = try await loggedInAgain("asha")
        let found = try await booking(id, of: asha, until: "status", is: "confirmed")
        XCTAssertEqual(found["payment_id"], .string(payment))
    }

    func testAPaymentThatRazorpayReturnedDoesNotConfirmTheBooking() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let order = try await startPayment(id, by: asha)
        let payment = gateway.pay(order, status: .authorized)
        gateway.setStatus(of: payment, to: .refunded)
        let status = try await deliver(.paid, order)
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "held")
        XCTAssertEqual(found["amount_paid"], 0)
    }

    func testASecondPaymentOfOneOrderIsRefunded() async throws {
        let event = try await system.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let order = try await startPayment(id, by: asha)
        let late = gateway.pay(order, status: .failed)
        let kept = gateway.pay(order)
        try await deliver(.paid, order)
        gateway.setStatus(of: late, to: .captured)
        try await deliver(.paidLate, order)
        _ = try await eventually { gateway.ledger.refunds.first }
        try await waitForRefunds()
        XCTAssertEqual(gateway.ledger.refunds.map(\.payment), [late])
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
        XCTAssertEqual(found["payment_id"], .string(kept))
        XCTAssertEqual(found["refund_status"], .null)
    }

    /// Submits the checkout's result from Razorpay's origin, as the browser does.
    private func submitReturn(
        to order: FakeCheckout, _ form: FormContent
    ) async throws -> ClientResponse {
        try await system.main.send(
            "POST", "/payment/razorpay/\(order.id)", body: form.encoded,
            [
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": "https://api.razorpay.com",
            ])
    }
}
