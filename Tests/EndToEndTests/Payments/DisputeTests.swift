import BookingDomain
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Payments that a guest's bank demands back.
final class DisputeTests: PaymentTestCase {
    func testRefundsWaitWhileADisputeIsOpen() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            try await report(payment, gateway.provider == .stripe ? "needs_response" : "open")
            let disputed = try await booking(id, of: asha)
            XCTAssertEqual(disputed["dispute"], "open")
            XCTAssertEqual(count("dispute_opened", in: disputed), 1)
            try await assertMessage(to: asha, contains: "disputes your payment")
            let metrics = try await system.main.get("/metrics").text
            XCTAssertTrue(metrics.contains("\npayment_disputes_open 1\n"), metrics)
            _ = try await asha.post("/bookings/\(id)/cancellation")
            // Another guest's refund goes out; the disputed one waits.
            try await assertOnlyRefundIsAnotherGuests(event)
            try await report(payment, "won")
            let found = try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(found["dispute"], "won")
            XCTAssertEqual(gateway.refunded(of: payment), 5_000)
        }
    }

    func testALostDisputeIsALineOfItsOwnInTheReport() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            try await report(payment, "under_review")
            let open = try await system.service.get("/api/facilitator/2/events/\(event)/money")
            XCTAssertEqual(open.json["sums"]?[0]?["disputed"], 5_000)
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await report(payment, "lost")
            let money = try await system.service.get("/api/facilitator/2/events/\(event)/money")
            let sum = try XCTUnwrap(money.json["sums"]?[0])
            XCTAssertEqual(sum["received"], 5_000)
            XCTAssertEqual(sum["refunded"], 0)
            XCTAssertEqual(sum["disputed"], 0)
            XCTAssertEqual(sum["disputes_lost"], 5_000)
            XCTAssertEqual(sum["net"], 0)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["dispute"], "lost")
            XCTAssertEqual(count("dispute_lost", in: found), 1)
            let failed = try await system.service.get("/api/facilitator/2/refunds?status=failed")
            let refund = try XCTUnwrap(failed.json["data"]?[0]?["id"]?.int)
            let retried = try await system.service.post(
                "/api/facilitator/2/refunds/\(refund)/retry")
            XCTAssertEqual(retried.code, "nothing_to_refund")
            try await assertOnlyRefundIsAnotherGuests(event)
        }
    }

    func testTheFacilitatorSeesADisputeAndItsDecision() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            let paid = try await notified(id, untilDispute: .null)
            XCTAssertEqual(paid["status"], "confirmed")
            for (status, dispute) in [("under_review", "open"), ("lost", "lost")] {
                try await report(payment, status)
                let disputed = try await notified(id, untilDispute: .string(dispute))
                XCTAssertEqual(disputed["status"], "confirmed")
                XCTAssertEqual(disputed["amount_paid"], 5_000)
            }
        }
    }

    /// Waits until CRMAPI shows a booking's dispute to the facilitator in this state.
    private func notified(_ id: Int, untilDispute dispute: JSONValue) async throws -> JSONValue {
        let arjun = try await system.arjun()
        return try await eventually {
            let list = try await arjun.get("/api/facilitator/2/bookings")
            let found = list.json["data"]?.array?.first { $0["booking_id"]?.int == id }
            return found?["dispute"] == dispute ? found : Optional.none
        }
    }

    /// The gateway reports the dispute of a payment in a state, twice.
    private func report(_ payment: String, _ status: String) async throws {
        let dispute = gateway.dispute(payment, 5_000, status)
        for _ in 1...2 {
            let answer = try await deliver(gateway.event(about: dispute))
            XCTAssertEqual(answer, 200)
        }
    }
}
