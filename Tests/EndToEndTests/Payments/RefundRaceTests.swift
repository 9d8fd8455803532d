import JSONCoding
import XCTest

/// Races on the way of money back.
final class RefundRaceTests: PaymentTestCase {
    func testAGuestWhoCancelsInTimeGetsTheMoneyBack() async throws {
        let event = try await centre.event(price: 5_000)
        let (id, payment) = try await paid(event, by: asha, seats: 2)
        let quote = try await asha.get("/bookings/\(id)/cancellation")
        XCTAssertEqual(quote.json["refund_amount"], 10_000)
        let cancelled = try await asha.post("/bookings/\(id)/cancellation")
        XCTAssertEqual(cancelled.json["refund_status"], "initiated")
        let found = try await booking(id, of: asha, until: "status", is: "refunded")
        XCTAssertEqual(found["refund_id"]?.string, stripe.books.refunds.first?.id)
        XCTAssertNotNil(found["refunded_at"]?.string)
        XCTAssertEqual(stripe.given(of: payment), 10_000)
        _ = try await eventually {
            try await centre.service.get("/api/facilitator/2/bookings")
                .json["data"]?[0]?["status"]?.string == "refunded" ? true : nil
        }
        let money = try await centre.service.get("/api/facilitator/2/events/\(event)/money")
        XCTAssertEqual(money.json["sums"]?[0]?["received"], 10_000)
        XCTAssertEqual(money.json["sums"]?[0]?["refunded"], 10_000)
        XCTAssertEqual(money.json["sums"]?[0]?["net"], 0)
    }

    func testRefundTimeout() async throws {
        let event = try await centre.event(price: 5_000)
        let (id, payment) = try await paid(event, by: asha)
        stripe.plan(.isSilent, .isBusy, .failsBefore, for: "refund")
        _ = try await asha.post("/bookings/\(id)/cancellation")
        _ = try await eventually { stripe.count("refund") >= 1 ? true : nil }
        let pending = try await booking(id, of: asha)
        XCTAssertEqual(pending["refund_status"], "initiated")
        try await turn(until: id, of: asha, is: "refunded")
        XCTAssertEqual(stripe.given(of: payment), 5_000)
        XCTAssertEqual(stripe.books.refunds.count, 1)
        let keys = Set(stripe.calls.filter { $0.operation == "refund" }.map(\.key))
        XCTAssertEqual(keys.count, 1, "\(keys)")
    }

    func testRefundTimeoutLongerThanTheKeyLives() async throws {
        let event = try await centre.event(price: 5_000)
        let (id, payment) = try await paid(event, by: asha)
        stripe.plan(.isSilent, for: "refund")
        stripe.plan(.failsBefore, for: "refunds")
        _ = try await asha.post("/bookings/\(id)/cancellation")
        _ = try await eventually { stripe.books.refunds.count == 1 ? true : nil }
        // The gateway has forgotten the key, and would do it again.
        centre.clock.advance(seconds: 90_000)
        stripe.change { $0.answers = [:] }
        let asha = try await loggedInAgain("asha")
        try await turn(until: id, of: asha, is: "refunded")
        XCTAssertEqual(stripe.given(of: payment), 5_000)
        XCTAssertEqual(stripe.count("refund"), 1)
    }

    func testRefundThatIsNowhereAfterTheKeysLifeIsSentUnderANewOne() async throws {
        let event = try await centre.event(price: 5_000)
        let (id, payment) = try await paid(event, by: asha)
        stripe.plan(.failsBefore, for: "refund")
        _ = try await asha.post("/bookings/\(id)/cancellation")
        _ = try await eventually { stripe.count("refund") == 1 ? true : nil }
        try await Task.sleep(for: .milliseconds(100))
        centre.clock.advance(seconds: 90_000)
        let asha = try await loggedInAgain("asha")
        try await turn(until: id, of: asha, is: "refunded")
        XCTAssertEqual(stripe.given(of: payment), 5_000)
        let keys = Set(stripe.calls.filter { $0.operation == "refund" }.map(\.key))
        XCTAssertEqual(keys.count, 2)
    }

    func testRefund4xx() async throws {
        let event = try await centre.event(price: 5_000)
        let (id, payment) = try await paid(event, by: asha)
        stripe.plan(.refuses("insufficient_balance"), for: "refund")
        _ = try await asha.post("/bookings/\(id)/cancellation")
        let failed = try await booking(id, of: asha, until: "refund_status", is: "failed")
        XCTAssertEqual(failed["status"], "cancelled")
        let arjun = try await centre.arjun()
        let listed = try await arjun.get("/api/facilitator/2/refunds?status=failed")
        let refund = try XCTUnwrap(listed.json["data"]?[0], listed.text)
        XCTAssertTrue(refund["failure"]?.string?.contains("insufficient_balance") == true)
        XCTAssertEqual(refund["user"], "Asha")
        let path = "/api/facilitator/2/refunds/\(refund["id"]?.int ?? 0)/retry"
        let retried = try await arjun.post(path)
        XCTAssertEqual(retried.status, 200, retried.text)
        XCTAssertEqual(retried.json["generation"], 2)
        try await booking(id, of: asha, until: "status", is: "refunded")
        XCTAssertEqual(stripe.given(of: payment), 5_000)
        let again = try await arjun.post(path)
        XCTAssertEqual(again.code, "refund_not_failed")
        let priya = try await centre.facilitator("priya")
        let foreign = try await priya.post(path.replacing("/2/", with: "/1/"))
        XCTAssertEqual(foreign.status, 404)
    }

    func testRemoteRefundFailed() async throws {
        let event = try await centre.event(price: 5_000)
        let (id, payment) = try await paid(event, by: asha)
        _ = try await asha.post("/bookings/\(id)/cancellation")
        try await booking(id, of: asha, until: "status", is: "refunded")
        let bounced = try XCTUnwrap(stripe.books.refunds.first)
        stripe.move(bounced, to: "failed")
        let status = try await deliver(stripe.event("refund.failed", about: bounced))
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["refund_status"], "failed")
        XCTAssertEqual(found["status"], "cancelled")
        XCTAssertEqual(found["refunded_at"], .null)
        let told = try await isTold(asha, "has not gone through")
        XCTAssertTrue(told)
        let listed = try await centre.service.get("/api/facilitator/2/refunds?status=failed")
        let refund = listed.json["data"]?[0]?["id"]?.int ?? 0
        _ = try await centre.service.post("/api/facilitator/2/refunds/\(refund)/retry")
        try await booking(id, of: asha, until: "status", is: "refunded")
        XCTAssertEqual(stripe.given(of: payment), 5_000)
        XCTAssertEqual(stripe.books.refunds.count, 2)
        // What the gateway says of the first one again changes nothing.
        try await deliver(stripe.event("refund.updated", about: bounced))
        let after = try await booking(id, of: asha)
        XCTAssertEqual(after["status"], "refunded")
    }

    func testAPendingRefundIsNotTakenForDone() async throws {
        stripe.change { $0.refundStatus = "pending" }
        let event = try await centre.event(price: 5_000)
        let (id, _) = try await paid(event, by: asha)
        _ = try await asha.post("/bookings/\(id)/cancellation")
        let made = try await eventually { stripe.books.refunds.first }
        let pending = try await booking(id, of: asha, until: "refund_id", is: .string(made.id))
        XCTAssertEqual(pending["refund_status"], "initiated")
        XCTAssertEqual(pending["status"], "cancelled")
        stripe.move(made, to: "succeeded")
        try await deliver(
            stripe.event(
                "charge.refunded",
                ["id": "ch_1", "object": "charge", "payment_intent": .string(made.payment)]))
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "refunded")
    }

    func testAPendingRefundWhoseWebhookIsLostIsAskedAbout() async throws {
        stripe.change { $0.refundStatus = "pending" }
        let event = try await centre.event(price: 5_000)
        let (id, _) = try await paid(event, by: asha)
        _ = try await asha.post("/bookings/\(id)/cancellation")
        let made = try await eventually { stripe.books.refunds.first }
        try await booking(id, of: asha, until: "refund_id", is: .string(made.id))
        stripe.move(made, to: "succeeded")
        centre.clock.advance(seconds: 3_601)
        try await booking(id, of: asha, until: "status", is: "refunded")
    }

    func testConcurrentPartialRefunds() async throws {
        let event = try await centre.event(price: 5_000)
        let (id, payment) = try await paid(event, by: asha)
        let partial = stripe.refundAtTheDashboard(payment, 2_000)
        try await deliver(stripe.event("refund.created", about: partial))
        let (first, second) = (asha!, asha!)
        async let one = first.post("/bookings/\(id)/cancellation").status
        async let two = second.post("/bookings/\(id)/cancellation").status
        let statuses = try await [one, two].sorted()
        XCTAssertEqual(statuses, [200, 409])
        try await booking(id, of: asha, until: "status", is: "refunded")
        XCTAssertEqual(stripe.books.refunds.map(\.amount), [2_000, 3_000])
    }

    func testDashboardRefund() async throws {
        let event = try await centre.event(price: 5_000)
        let (id, payment) = try await paid(event, by: asha)
        let made = stripe.refundAtTheDashboard(payment, 5_000)
        let status = try await deliver(stripe.event("refund.created", about: made))
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["refund_id"], .string(made.id))
        XCTAssertEqual(found["refund_status"], "processed")
        XCTAssertEqual(found["status"], "confirmed", "the seat is another matter")
        let listed = try await centre.service.get("/api/facilitator/2/refunds")
        XCTAssertEqual(listed.json["data"]?[0]?["reason"], "external")
        _ = try await asha.post("/bookings/\(id)/cancellation")
        XCTAssertEqual(stripe.count("refund"), 0, "there is nothing left to give back")
    }

    func testARefundThatTheGatewayGaveAlreadyIsNotGivenTwice() async throws {
        let event = try await centre.event(price: 5_000)
        let (id, payment) = try await paid(event, by: asha)
        stripe.refundAtTheDashboard(payment, 5_000)
        _ = try await asha.post("/bookings/\(id)/cancellation")
        let found = try await booking(id, of: asha, until: "status", is: "refunded")
        XCTAssertEqual(found["refund_status"], "processed")
        XCTAssertEqual(stripe.given(of: payment), 5_000)
    }

    func testMassCancellation() async throws {
        let event = try await centre.event(price: 5_000)
        var bookings: [(id: Int, guest: Client)] = []
        for number in 1...8 {
            let guest = try await centre.guest("guest\(number)")
            bookings.append((try await paid(event, by: guest).booking, guest))
        }
        stripe.plan(.failsBefore, .failsAfter, .isBusy, for: "refund")
        _ = try await centre.service.delete("/api/facilitator/2/events/\(event)")
        for (id, guest) in bookings {
            try await turn(until: id, of: guest, is: "refunded")
            let told = try await isTold(guest, "has been cancelled by its facilitator")
            XCTAssertTrue(told)
        }
        XCTAssertEqual(stripe.books.refunds.count, 8)
        let money = try await centre.service.get("/api/facilitator/2/events/\(event)/money")
        XCTAssertEqual(money.json["sums"]?[0]?["net"], 0)
    }

    /// Lets the clock run in small steps, as retries pause by it, until the booking stands so.
    private func turn(until id: Int, of guest: Client, is status: JSONValue) async throws {
        _ = try await eventually(within: 30) {
            let found = try await booking(id, of: guest)
            if found["status"] == status { return true }
            centre.clock.advance(seconds: 5)
            try await Task.sleep(for: .milliseconds(200))
            return nil
        }
    }

    private func loggedInAgain(_ name: String) async throws -> Client {
        let login = try await centre.main.post(
            "/auth/login", #"{"username":"\#(name)","password":"\#(name)-password"}"#)
        return centre.main.with(token: login.json["access_token"]?.string)
    }
}
