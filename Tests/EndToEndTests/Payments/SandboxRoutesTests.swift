import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Every button of the sandbox's page, with the sandbox's signed webhooks over HTTP.
final class SandboxRoutesTests: SystemTestCase {
    private var asha: TestClient!

    override func setUp() async throws {
        try await super.setUp()
        asha = try await system.guest("asha")
    }
    func testPayingConfirmsTheBooking() async throws {
        let (id, page) = try await startPayment(amount: 5_000)
        let shown = try await system.main.get(page)
        XCTAssertEqual(shown.status, 200)
        for words in [
            "Test: no money moves", "Meditation Retreat", "₹50", ">Pay<", ">Decline<",
            ">Cancel<", ">Pay late<", ">Pay twice<",
        ] { XCTAssertTrue(shown.text.contains(words), "\(words) in \(shown.text)") }
        XCTAssertTrue(
            shown["content-security-policy"]?.contains("form-action 'self';") == true)
        let back = try await asha.press("pay", on: page)
        XCTAssertTrue(back.text.contains("is confirmed"), back.text)
        XCTAssertTrue(back.text.contains("Test: no money moves"), back.text)
        let found = try await asha.booking(id, until: "confirmed")
        XCTAssertEqual(found["payment_provider"], "sandbox")
        XCTAssertEqual(found["amount_paid"], 5_000)
        let again = try await system.main.get(page)
        XCTAssertTrue(again.text.contains("This is paid."), again.text)
        XCTAssertFalse(again.text.contains("<button"), again.text)
    }

    func testPayingAfterADeclineConfirms() async throws {
        let (id, page) = try await startPayment(amount: 5_000)
        let declined = try await asha.press("decline", on: page)
        XCTAssertTrue(declined.text.contains(">Pay<"), "a retry: \(declined.text)")
        let held = try await asha.get("/bookings/\(id)").json
        XCTAssertEqual(held["status"], "held")
        XCTAssertEqual(held["payment_status"], "pending")
        try await asha.press("pay", on: page)
        try await asha.booking(id, until: "confirmed")
    }

    func testPayingAfterLeavingConfirms() async throws {
        let (id, page) = try await startPayment(amount: 5_000)
        let cancelled = try await asha.press("cancel", on: page)
        XCTAssertTrue(cancelled.text.contains("pages/booking."), "the page of the booking")
        try await asha.press("pay", on: page)
        try await asha.booking(id, until: "confirmed")
    }

    func testPayingLateWithoutAFreeSeatIsRefunded() async throws {
        let (id, page) = try await startPayment(amount: 5_000, capacity: 1)
        let late = try await asha.press("late", on: page)
        XCTAssertTrue(late.text.contains("The bank is slow"), late.text)
        system.advance(seconds: 901)
        try await asha.booking(id, until: "expired")
        let bhavin = try await system.guest("bhavin")
        _ = try await bhavin.book(1)
        system.advance(seconds: 10)
        let found = try await asha.booking(id, until: "refunded")
        XCTAssertEqual(found["payment_status"], "success")
        XCTAssertEqual(found["refund_status"], "processed")
    }

    func testPayingLateAfterExpiryTakesTheSeatsAgain() async throws {
        let (id, page) = try await startPayment(amount: 5_000)
        system.advance(seconds: 901)
        try await asha.booking(id, until: "expired")
        let closed = try await system.main.get(page)
        XCTAssertTrue(closed.text.contains("The time to pay is over."), closed.text)
        XCTAssertFalse(closed.text.contains(">Pay<"), closed.text)
        try await asha.press("late", on: page)
        try await asha.booking(id, until: "confirmed")
    }

    func testPayingTwiceRefundsTheSecondPayment() async throws {
        let (id, page) = try await startPayment(amount: 5_000)
        try await asha.press("twice", on: page)
        let refund = try await eventually {
            try await system.service.get("/api/facilitator/2/refunds?status=processed")
                .json["data"]?[0]
        }
        XCTAssertEqual(refund["reason"], "second_payment")
        let found = try await asha.booking(id, until: "confirmed")
        XCTAssertEqual(found["refund_status"], .null, "the booking is unchanged")
        let money = try await system.service.get("/api/facilitator/2/events/1/money")
        XCTAssertEqual(money.json["sums"]?[0]?["received"], 10_000)
        XCTAssertEqual(money.json["sums"]?[0]?["net"], 5_000)
    }

    func testARefundOfAnAmountEndingIn13Fails() async throws {
        let (id, page) = try await startPayment(amount: 5_013)
        try await asha.press("pay", on: page)
        try await asha.booking(id, until: "confirmed")
        _ = try await asha.post("/bookings/\(id)/cancellation")
        let found = try await eventually {
            let found = try await asha.get("/bookings/\(id)").json
            return found["refund_status"] == "failed" ? Optional(found) : nil
        }
        XCTAssertEqual(found["status"], "cancelled")
        let metrics = try await system.main.get("/metrics").text
        XCTAssertTrue(metrics.contains("\npayment_refunds_to_look_after 1\n"), metrics)
        XCTAssertTrue(metrics.contains("\npayment_refunds_failed_total 1\n"), metrics)
    }

    func testARefundOfAnAmountEndingIn14IsPendingFirst() async throws {
        let (id, page) = try await startPayment(amount: 5_014)
        try await asha.press("pay", on: page)
        try await asha.booking(id, until: "confirmed")
        _ = try await asha.post("/bookings/\(id)/cancellation")
        _ = try await eventually {
            let found = try await asha.get("/bookings/\(id)").json
            return found["refund_id"]?.string != nil && found["refund_status"] == "initiated"
                ? true : nil
        }
        system.advance(seconds: 4)
        try await asha.booking(id, until: "refunded")
    }

    func testAnUnknownButtonIsRefused() async throws {
        let (_, page) = try await startPayment(amount: 5_000)
        for body in ["choice=steal", "", "choice=%zz", "choice"] {
            let refused = try await system.main.send("POST", page, body: Array(body.utf8), [:])
            XCTAssertEqual(refused.code, "malformed_form", body)
        }
        let nowhere = try await system.main.get("/sandbox/pay/cs_test_unknown")
        XCTAssertEqual(nowhere.status, 404)
    }

    /// Books a new event and starts the payment; returns the booking's ID and the page's path.
    private func startPayment(amount: Int, capacity: Int = 20) async throws -> (Int, String) {
        let id = try await asha.book(try await system.event(capacity: capacity, price: amount))
        return (id, try await asha.startPaying(id))
    }
}
