import JSONCoding
import XCTest

/// Races between the guest, the gateway and the clock on the way of money in.
final class PaymentRaceTests: PaymentTestCase {
    func testDuplicateWebhook() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        stripe.pay(session)
        let report = stripe.event("checkout.session.completed", about: session)
        for _ in 1...3 {
            let status = try await deliver(report)
            XCTAssertEqual(status, 200)
        }
        let asked = stripe.count("retrieve")
        XCTAssertEqual(asked, 1, "a known event is not asked about again")
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
        XCTAssertEqual(count("confirmed", in: found), 1)
        XCTAssertEqual(count("payment_succeeded", in: found), 1)
        let notified = try await centre.notifiedBookings(atLeast: 1)
        XCTAssertEqual(notified.count, 1)
    }

    func testDifferentEventsSamePayment() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        stripe.pay(session)
        let reports = [
            stripe.event("payment_intent.succeeded", aboutPaymentOf: session),
            stripe.event("checkout.session.completed", about: session),
            stripe.event("checkout.session.async_payment_succeeded", about: session),
        ]
        let (centre, stripe) = (self.centre!, self.stripe!)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for report in reports {
                group.addTask {
                    try await stripe.deliver(report, to: centre.main, at: centre.clock.now())
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        XCTAssertEqual(statuses, [200, 200, 200])
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["amount_paid"], 5_000)
        XCTAssertEqual(count("confirmed", in: found), 1)
    }

    func testOutOfOrder() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        let early = stripe.event("checkout.session.expired", about: session)
        stripe.pay(session)
        let status = try await deliver(early)
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed", "what is counts, not what was reported")
    }

    func testWebhookBeforeOurRowCommits() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        stripe.plan(.isSilent, for: "create")
        let lost = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(lost.status, 503, lost.text)
        XCTAssertEqual(lost.code, "gateway_unreachable")
        let session = try XCTUnwrap(stripe.books.sessions.first)
        stripe.pay(session)
        let status = try await deliver("checkout.session.completed", session)
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
    }

    func testAnUnknownBookingOfOursIsSentAgainAndAForeignOneIsNot() async throws {
        let event = try await centre.event(price: 5_000)
        let session = try await begin(try await hold(event, by: asha), by: asha)
        var ours = try XCTUnwrap(session.metadata.object)
        ours["attempt"] = "99"
        let object: (JSONValue) -> JSONValue = {
            ["id": "cs_other", "object": "checkout.session", "metadata": $0]
        }
        var status = try await deliver(
            stripe.event("checkout.session.completed", object(.object(ours))))
        XCTAssertEqual(status, 500)
        status = try await deliver(
            stripe.event("checkout.session.completed", object(["booking_id": "7"])))
        XCTAssertEqual(status, 200)
        ours["installation"] = "another"
        status = try await deliver(
            stripe.event("checkout.session.completed", object(.object(ours))))
        XCTAssertEqual(status, 200)
    }

    func testProcessingError() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        stripe.pay(session)
        let report = stripe.event("checkout.session.completed", about: session)
        stripe.plan(.failsBefore, for: "retrieve")
        var status = try await deliver(report)
        XCTAssertEqual(status, 500)
        status = try await deliver(report)
        XCTAssertEqual(status, 200, "the event was not taken for known")
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
    }

    func testABadSignatureIsRefused() async throws {
        let event = try await centre.event(price: 5_000)
        let session = try await begin(try await hold(event, by: asha), by: asha)
        stripe.pay(session)
        let report = stripe.event("checkout.session.completed", about: session)
        for seconds: Int64 in [-301, 301] {
            let status = try await stripe.deliver(
                report, to: centre.main, at: centre.clock.now().adding(seconds: seconds))
            XCTAssertEqual(status, 400)
        }
        let unsigned = try await centre.main.post(
            "/webhooks/stripe", String(decoding: report, as: UTF8.self))
        XCTAssertEqual(unsigned.status, 400)
        XCTAssertEqual(unsigned.code, "invalid_signature")
        try await deliver(report)
    }

    func testReturnPageBeforeWebhook() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        let address = "/payment/stripe/return?session_id=\(session.id)"
        let early = try await centre.main.get(address)
        XCTAssertTrue(early.text.contains("being confirmed"), early.text)
        stripe.pay(session)
        let back = try await centre.main.get(address)
        XCTAssertTrue(back.text.contains("is confirmed"), back.text)
        let status = try await deliver("checkout.session.completed", session)
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(count("confirmed", in: found), 1)
    }

    func testHoldExpiresUnpaid() async throws {
        let event = try await centre.event(capacity: 1, price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        stripe.plan(.failsBefore, for: "expire")
        centre.clock.advance(seconds: 901)
        _ = try await eventually { stripe.count("expire") > 0 ? true : nil }
        let asked = try await booking(id, of: asha)
        XCTAssertEqual(asked["status"], "held", "the gateway has not said yet")
        let none = try await seatsLeft(event)
        XCTAssertEqual(none, 0)
        centre.clock.advance(seconds: 30)
        let found = try await booking(id, of: asha, until: "status", is: "expired")
        XCTAssertEqual(found["payment_status"], "failed")
        XCTAssertEqual(stripe.books.sessions.first { $0.id == session.id }?.status, "expired")
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 1)
        let again = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(again.code, "hold_expired")
    }

    func testAHoldThatWasPaidAtTheLastMomentIsConfirmedWhenItsTimeIsOver() async throws {
        let event = try await centre.event(capacity: 1, price: 5_000)
        let id = try await hold(event, by: asha)
        stripe.pay(try await begin(id, by: asha))
        centre.clock.advance(seconds: 901)
        let found = try await booking(id, of: asha, until: "status", is: "confirmed")
        XCTAssertEqual(found["payment_status"], "success")
    }

    func testPaidAfterHoldExpiryTakesTheSeatsAgain() async throws {
        let event = try await centre.event(capacity: 1, price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        centre.clock.advance(seconds: 901)
        try await booking(id, of: asha, until: "status", is: "expired")
        stripe.pay(session)
        try await deliver("checkout.session.async_payment_succeeded", session)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 0)
        let told = try await isTold(asha, "paid and confirmed")
        XCTAssertTrue(told)
    }

    func testPaidAfterHoldExpiryWithoutASeatGoesBack() async throws {
        let event = try await centre.event(capacity: 1, price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        centre.clock.advance(seconds: 901)
        try await booking(id, of: asha, until: "status", is: "expired")
        _ = try await hold(event, by: bhavin)
        stripe.pay(session)
        try await deliver("checkout.session.async_payment_succeeded", session)
        let found = try await booking(id, of: asha, until: "status", is: "refunded")
        XCTAssertEqual(found["payment_status"], "success")
        XCTAssertEqual(found["refund_status"], "processed")
        let told = try await isTold(asha, "no longer yours")
        XCTAssertTrue(told)
        let left = try await seatsLeft(event)
        XCTAssertEqual(left, 0, "bhavin's seat is his")
    }

    func testEventCancelledWhilePaying() async throws {
        let event = try await centre.event(price: 5_000)
        let (first, second) = (try await hold(event, by: asha), try await hold(event, by: bhavin))
        let paid = try await begin(first, by: asha)
        let unpaid = try await begin(second, by: bhavin)
        stripe.pay(paid)
        let cancelled = try await centre.service.delete("/api/facilitator/2/events/\(event)")
        XCTAssertEqual(cancelled.status, 200)
        let found = try await booking(first, of: asha, until: "status", is: "refunded")
        XCTAssertEqual(found["payment_status"], "success")
        XCTAssertEqual(count("confirmed", in: found), 0, "never reinstated")
        let other = try await booking(second, of: bhavin, until: "payment_status", is: "failed")
        XCTAssertEqual(other["status"], "cancelled")
        XCTAssertEqual(stripe.books.sessions.first { $0.id == unpaid.id }?.status, "expired")
    }

    func testBookingCancelledWhilePaying() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        let cancelled = try await asha.post("/bookings/\(id)/cancellation")
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        stripe.pay(session)
        try await deliver("checkout.session.completed", session)
        try await booking(id, of: asha, until: "status", is: "refunded")
        XCTAssertEqual(stripe.books.refunds.map(\.amount), [5_000])
    }

    func testRefundWhilePaymentPending() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        _ = try await asha.post("/bookings/\(id)/cancellation")
        try await booking(id, of: asha, until: "payment_status", is: "failed")
        XCTAssertEqual(stripe.books.sessions.first { $0.id == session.id }?.status, "expired")
        XCTAssertEqual(stripe.count("refund"), 0)
    }

    func testAmountMismatch() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        stripe.pay(session, amount: 4_999)
        let status = try await deliver("checkout.session.completed", session)
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "held")
        XCTAssertEqual(found["payment_status"], "pending")
        _ = try await eventually { stripe.books.refunds.first?.amount == 4_999 ? true : nil }
        try await settled()
    }

    func testCurrencyMismatch() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let session = try await begin(id, by: asha)
        stripe.pay(session, currency: "usd")
        try await deliver("checkout.session.completed", session)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "held")
        _ = try await eventually { stripe.books.refunds.first }
        try await settled()
    }

    func testCreateTimeout() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        stripe.plan(.isSilent, .failsBefore, for: "create")
        for _ in 1...2 {
            let lost = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(lost.status, 503)
        }
        let found = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(found.status, 200, found.text)
        XCTAssertEqual(stripe.books.sessions.count, 1)
        let keys = Set(stripe.calls.filter { $0.operation == "create" }.map(\.key))
        XCTAssertEqual(keys.count, 1, "\(keys)")
    }

    func testARefusedCheckoutIsTriedAgainUnderAnotherKey() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        stripe.plan(.refuses("parameter_invalid"), for: "create")
        let refused = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(refused.status, 502)
        XCTAssertEqual(refused.code, "gateway_refused")
        let opened = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(opened.json["attempt"], 2)
        let keys = Set(stripe.calls.filter { $0.operation == "create" }.map(\.key))
        XCTAssertEqual(keys.count, 2)
    }

    func testPayingIsResumedAndItsKeyAnswersAgain() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let first = try await asha.post(
            "/bookings/\(id)/payment", nil, ["Idempotency-Key": "pay-1"])
        let again = try await asha.post(
            "/bookings/\(id)/payment", nil, ["Idempotency-Key": "pay-1"])
        XCTAssertEqual(again[header: "idempotent-replayed"], "true")
        XCTAssertEqual(again.body, first.body)
        let resumed = try await asha.post("/bookings/\(id)/payment")
        XCTAssertEqual(resumed.json["checkout_id"], first.json["checkout_id"])
        XCTAssertEqual(stripe.books.sessions.count, 1)
        let others = try await bhavin.post("/bookings/\(id)/payment")
        XCTAssertEqual(others.status, 404)
    }

    /// Waits until no refund is under way, so that the books can be compared.
    private func settled() async throws {
        _ = try await eventually {
            try await centre.service.get("/api/facilitator/2/refunds?status=initiated")
                .json["data"]?.array?.isEmpty == true ? true : nil
        }
    }
}

/// A guest who comes back to the checkout after the gateway has closed it.
final class SecondAttemptTests: PaymentTestCase {
    override var environment: [String: String] { ["HOLD_LENGTH": "2h"] }

    func testTwoAttemptsBothPaid() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let first = try await begin(id, by: asha)
        stripe.change { $0.sessions[0].status = "expired" }
        try await deliver("checkout.session.expired", first)
        let held = try await booking(id, of: asha)
        XCTAssertEqual(held["status"], "held", "the hold is longer than the session")
        let second = try await begin(id, by: asha)
        XCTAssertNotEqual(first.id, second.id)
        let kept = stripe.pay(second)
        try await deliver("checkout.session.completed", second)
        let surplus = stripe.pay(first)
        try await deliver("checkout.session.completed", first)
        _ = try await eventually {
            try await centre.service.get("/api/facilitator/2/refunds?status=processed")
                .json["data"]?[0]
        }
        XCTAssertEqual(stripe.books.refunds.map(\.payment), [surplus])
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
        XCTAssertEqual(found["payment_id"], .string(kept))
        XCTAssertEqual(found["refund_status"], .null, "the booking is untouched")
    }
}
