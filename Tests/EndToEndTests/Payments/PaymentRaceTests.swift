import BookingDomain
import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// Payments: races between the guest, the gateway and the clock.
final class PaymentRaceTests: PaymentTestCase {
    func testAnUnpaidHoldExpires() async throws {
        try await atEachGateway {
            let event = try await system.event(capacity: 1, price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            let asked = gateway.count(gateway.closingOperation)
            gateway.plan(.failsBefore, for: gateway.closingOperation)
            if gateway.closesCheckouts { gateway.plan(.failsBefore, for: "retrieve") }
            system.advance(seconds: 901)
            try await waitUntil { gateway.count(gateway.closingOperation) > asked }
            let waiting = try await booking(id, of: asha)
            XCTAssertEqual(waiting["status"], "held", "the gateway has not responded yet")
            let none = try await seatsLeft(event)
            XCTAssertEqual(none, 0)
            try await advance(until: id, of: asha, is: "expired")
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["payment_status"], "failed")
            XCTAssertEqual(gateway.current(checkout).isExpired, gateway.closesCheckouts)
            let left = try await seatsLeft(event)
            XCTAssertEqual(left, 1)
            let again = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(again.code, "hold_expired")
        }
    }

    func testAHoldPaidAtTheLastMomentIsConfirmedAtItsExpiry() async throws {
        try await atEachGateway {
            let event = try await system.event(capacity: 1, price: 5_000)
            let id = try await hold(event, by: asha)
            gateway.pay(try await startPayment(id, by: asha))
            system.advance(seconds: 901)
            let found = try await booking(id, of: asha, until: "status", is: "confirmed")
            XCTAssertEqual(found["payment_status"], "success")
        }
    }

    func testALatePaymentTakesTheSeatsAgain() async throws {
        try await atEachGateway {
            let event = try await system.event(capacity: 1, price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            system.advance(seconds: 901)
            try await booking(id, of: asha, until: "status", is: "expired")
            gateway.pay(checkout)
            try await deliver(.paidLate, checkout)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "confirmed")
            let left = try await seatsLeft(event)
            XCTAssertEqual(left, 0)
            try await assertMessage(to: asha, contains: "paid and confirmed")
        }
    }

    func testALatePaymentWithoutAFreeSeatIsRefunded() async throws {
        try await atEachGateway {
            let event = try await system.event(capacity: 1, price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            system.advance(seconds: 901)
            try await booking(id, of: asha, until: "status", is: "expired")
            _ = try await hold(event, by: try await system.guest("bhavin"))
            gateway.pay(checkout)
            try await deliver(.paidLate, checkout)
            let found = try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(found["payment_status"], "success")
            XCTAssertEqual(found["refund_status"], "processed")
            try await assertMessage(to: asha, contains: "after your seats were released")
            let left = try await seatsLeft(event)
            XCTAssertEqual(left, 0, "Bhavin keeps the seat")
        }
    }

    func testAPaymentOfACancelledEventIsRefunded() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let bhavin = try await system.guest("bhavin")
            let (first, second) = (
                try await hold(event, by: asha), try await hold(event, by: bhavin)
            )
            let paid = try await startPayment(first, by: asha)
            let unpaid = try await startPayment(second, by: bhavin)
            gateway.pay(paid)
            let cancelled = try await system.service.delete("/api/facilitator/2/events/\(event)")
            XCTAssertEqual(cancelled.status, 200)
            let found = try await booking(first, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(found["payment_status"], "success")
            XCTAssertEqual(count("confirmed", in: found), 0, "never reinstated")
            let other = try await booking(second, of: bhavin, until: "payment_status", is: "failed")
            XCTAssertEqual(other["status"], "cancelled")
            XCTAssertEqual(gateway.current(unpaid).isExpired, gateway.closesCheckouts)
        }
    }

    func testAPaymentOfACancelledBookingIsRefunded() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            let cancelled = try await asha.post("/bookings/\(id)/cancellation")
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
            gateway.pay(checkout)
            try await deliver(.paid, checkout)
            try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(gateway.ledger.refunds.map(\.amount), [5_000])
        }
    }

    func testCancellingAnUnpaidBookingClosesTheCheckout() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            let cancelled = try await asha.post("/bookings/\(id)/cancellation")
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
            try await booking(id, of: asha, until: "payment_status", is: "failed")
            XCTAssertEqual(gateway.current(checkout).isExpired, gateway.closesCheckouts)
            try await assertOnlyRefundIsAnotherGuests(event)
        }
    }

    func testAPaymentOfAWrongAmountIsRefunded() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            gateway.pay(checkout, amount: 4_999)
            let status = try await deliver(.paid, checkout)
            XCTAssertEqual(status, 200)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "held")
            XCTAssertEqual(found["payment_status"], "pending")
            try await waitUntil { gateway.ledger.refunds.first?.amount == 4_999 }
            try await waitForRefunds()
            let metrics = try await system.main.get("/metrics").text
            XCTAssertTrue(metrics.contains("\npayment_amount_mismatches_total 1\n"), metrics)
        }
    }

    func testAPaymentInAWrongCurrencyIsRefunded() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let checkout = try await startPayment(id, by: asha)
            gateway.pay(checkout, currency: "USD")
            try await deliver(.paid, checkout)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "held")
            _ = try await eventually { gateway.ledger.refunds.first }
            try await waitForRefunds()
        }
    }

    func testNoSecondCheckoutIsCreatedAfterTheKeyExpires() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            gateway.plan(.failsAfter, for: "create")
            _ = try await asha.post("/bookings/\(id)/payment")
            // The gateway has dropped the key and would create a second checkout.
            gateway.update { $0.responses = [:] }
            system.advance(seconds: 90_000)
            let asha = try await loggedInAgain("asha")
            try await booking(id, of: asha, until: "status", is: "expired")
            XCTAssertEqual(gateway.count("create"), 1)
            XCTAssertEqual(gateway.ledger.checkouts.count, 1)
        }
    }

    func testASlowGatewayIsCalledOnce() async throws {
        try await atEachGateway {
            gateway.plan(.isSlow(100), for: "create")
            gateway.plan(.isSlow(100), for: "retrieve")
            gateway.plan(.isSlow(100), for: "refund")
            let event = try await system.event(price: 5_000)
            let (id, _) = try await bookAndPay(event, by: asha)
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(gateway.count("create") + gateway.count("refund"), 2)
        }
    }

    func testARefusedCheckoutIsRetriedWithAnotherKey() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            gateway.plan(.refuses("parameter_invalid"), for: "create")
            let refused = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(refused.status, 502)
            XCTAssertEqual(refused.code, "gateway_refused")
            let opened = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(opened.json["attempt"], 2)
            XCTAssertEqual(gateway.keys(of: "create").count, 2)
        }
    }

    func testAPaymentIsResumedAndItsIdempotencyKeyReplayed() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let id = try await hold(event, by: asha)
            let first = try await asha.post(
                "/bookings/\(id)/payment", nil, ["Idempotency-Key": "pay-1"])
            let again = try await asha.post(
                "/bookings/\(id)/payment", nil, ["Idempotency-Key": "pay-1"])
            XCTAssertEqual(again["idempotent-replayed"], "true")
            XCTAssertEqual(again.body, first.body)
            let resumed = try await asha.post("/bookings/\(id)/payment")
            XCTAssertEqual(resumed.json["checkout_id"], first.json["checkout_id"])
            XCTAssertEqual(gateway.ledger.checkouts.count, 1)
            let others = try await system.guest("bhavin").post("/bookings/\(id)/payment")
            XCTAssertEqual(others.status, 404)
        }
    }
}
