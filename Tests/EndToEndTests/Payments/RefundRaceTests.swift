import BookingDomain
import BookingStore
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import XCTest

/// Refunds: races, retries and refunds made at the dashboard.
final class RefundRaceTests: PaymentTestCase {
    func testARefundThatARestoredBackupLostIsNotMadeAgain() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000, startsInHours: 100)
            let (id, payment) = try await bookAndPay(event, by: asha)
            // The refund of half the price, made by the cancellation that the backup lacks.
            let database = try system.openDatabase()
            defer { database.close() }
            let installation = try database.read { try $0.metadata.installation() }
            gateway.addRefund(
                payment, 2_500,
                [
                    "refund_id": "99", "generation": "1",
                    "installation": .string(installation),
                ])
            try database.writeSynchronously { try $0.metadata.recordRestoration() }
            let cancelled = try await asha.post("/bookings/\(id)/cancellation")
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
            try await booking(id, of: asha, until: "refund_status", is: "processed")
            XCTAssertEqual(gateway.refunded(of: payment), 2_500)
            XCTAssertEqual(gateway.count("refund"), 0)
        }
    }

    func testACancellationInTimeIsRefunded() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha, seats: 2)
            let quote = try await asha.get("/bookings/\(id)/cancellation")
            XCTAssertEqual(quote.json["refund_amount"], 10_000)
            let cancelled = try await asha.post("/bookings/\(id)/cancellation")
            XCTAssertEqual(cancelled.json["refund_status"], "initiated")
            let found = try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(found["refund_id"]?.string, gateway.ledger.refunds.first?.id)
            XCTAssertNotNil(found["refunded_at"]?.string)
            XCTAssertEqual(gateway.refunded(of: payment), 10_000)
            try await waitUntil {
                try await system.service.get("/api/facilitator/2/bookings")
                    .json["data"]?[0]?["status"]?.string == "refunded"
            }
            let money = try await system.service.get("/api/facilitator/2/events/\(event)/money")
            XCTAssertEqual(money.json["sums"]?[0]?["received"], 10_000)
            XCTAssertEqual(money.json["sums"]?[0]?["refunded"], 10_000)
            XCTAssertEqual(money.json["sums"]?[0]?["net"], 0)
        }
    }

    func testARefundIsNotRepeatedAfterTheKeyExpires() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            gateway.plan(.failsAfter, for: "refund")
            gateway.plan(.failsBefore, for: "refunds")
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await waitUntil { gateway.ledger.refunds.count == 1 }
            // The gateway has dropped the key and would refund again.
            system.advance(seconds: 90_000)
            gateway.update { $0.responses = [:] }
            let asha = try await loggedInAgain("asha")
            try await advance(until: id, of: asha, is: "refunded")
            XCTAssertEqual(gateway.refunded(of: payment), 5_000)
            XCTAssertEqual(gateway.count("refund"), 1)
        }
    }

    func testAnUnknownRefundIsSentWithANewKeyAfterTheOldOneExpires() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            gateway.plan(.failsBefore, for: "refund")
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await waitUntil { gateway.count("refund") == 1 }
            system.advance(seconds: 90_000)
            let asha = try await loggedInAgain("asha")
            try await advance(until: id, of: asha, is: "refunded")
            XCTAssertEqual(gateway.refunded(of: payment), 5_000)
            XCTAssertEqual(gateway.keys(of: "refund").count, 2)
        }
    }

    func testARefusedRefundIsRetriedByTheFacilitator() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            gateway.plan(.refuses("insufficient_balance"), for: "refund")
            _ = try await asha.post("/bookings/\(id)/cancellation")
            let failed = try await booking(id, of: asha, until: "refund_status", is: "failed")
            XCTAssertEqual(failed["status"], "cancelled")
            let arjun = try await system.arjun()
            let listed = try await arjun.get("/api/facilitator/2/refunds?status=failed")
            let refund = try XCTUnwrap(listed.json["data"]?[0], listed.text)
            XCTAssertTrue(refund["failure"]?.string?.contains("insufficient_balance") == true)
            XCTAssertEqual(refund["user"], "Asha")
            let path = "/api/facilitator/2/refunds/\(refund["id"]?.int ?? 0)/retry"
            let retried = try await arjun.post(path)
            XCTAssertEqual(retried.status, 200, retried.text)
            XCTAssertEqual(retried.json["generation"], 2)
            try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(gateway.refunded(of: payment), 5_000)
            let again = try await arjun.post(path)
            XCTAssertEqual(again.code, "refund_not_failed")
            let priya = try await system.facilitator("priya")
            let foreign = try await priya.post(path.replacing("/2/", with: "/1/"))
            XCTAssertEqual(foreign.status, 404)
        }
    }

    func testARefundThatFailsLaterIsReopened() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await booking(id, of: asha, until: "status", is: "refunded")
            let bounced = try XCTUnwrap(gateway.ledger.refunds.first)
            gateway.setStatus(of: bounced, to: .failed)
            let status = try await deliver(.failed, bounced)
            XCTAssertEqual(status, 200)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["refund_status"], "failed")
            XCTAssertEqual(found["status"], "cancelled")
            XCTAssertEqual(found["refunded_at"], .null)
            try await assertMessage(to: asha, contains: "has failed")
            _ = try await retryFailedRefund()
            try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(gateway.refunded(of: payment), 5_000)
            XCTAssertEqual(gateway.ledger.refunds.count, 2)
            // Another event about the first refund changes nothing.
            try await deliver(.moved, bounced)
            let after = try await booking(id, of: asha)
            XCTAssertEqual(after["status"], "refunded")
        }
    }

    func testAPendingRefundIsNotReportedAsComplete() async throws {
        try await atEachGateway {
            gateway.update { $0.refundStatus = .initiated }
            let event = try await system.event(price: 5_000)
            let (id, _) = try await bookAndPay(event, by: asha)
            _ = try await asha.post("/bookings/\(id)/cancellation")
            let made = try await eventually { gateway.ledger.refunds.first }
            let pending = try await booking(id, of: asha, until: "refund_id", is: .string(made.id))
            XCTAssertEqual(pending["refund_status"], "initiated")
            XCTAssertEqual(pending["status"], "cancelled")
            gateway.setStatus(of: made, to: .processed)
            try await deliver(.moved, made)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "refunded")
        }
    }

    func testAPendingRefundIsPolledWhenItsWebhookIsLost() async throws {
        try await atEachGateway {
            gateway.update { $0.refundStatus = .initiated }
            let event = try await system.event(price: 5_000)
            let (id, _) = try await bookAndPay(event, by: asha)
            _ = try await asha.post("/bookings/\(id)/cancellation")
            let made = try await eventually { gateway.ledger.refunds.first }
            try await booking(id, of: asha, until: "refund_id", is: .string(made.id))
            system.advance(seconds: 3_601)
            try await waitUntil { gateway.count("refunds") == 1 }
            gateway.setStatus(of: made, to: .processed)
            system.advance(seconds: 3_601)
            try await booking(id, of: asha, until: "status", is: "refunded")
        }
    }

    func testConcurrentCancellationsRefundTheRemainderOnce() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            let partial = gateway.refundAtTheDashboard(payment, 2_000)
            try await deliver(.made, partial)
            let (first, second) = (asha!, asha!)
            async let one = first.post("/bookings/\(id)/cancellation").status
            async let two = second.post("/bookings/\(id)/cancellation").status
            let statuses = try await [one, two].sorted()
            XCTAssertEqual(statuses, [200, 409])
            try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(gateway.ledger.refunds.map(\.amount), [2_000, 3_000])
        }
    }

    func testADashboardRefundIsRecordedAsExternal() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            let made = gateway.refundAtTheDashboard(payment, 5_000)
            let status = try await deliver(.made, made)
            XCTAssertEqual(status, 200)
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["refund_id"], .string(made.id))
            XCTAssertEqual(found["refund_status"], "processed")
            XCTAssertEqual(found["status"], "confirmed", "the refund does not release the seat")
            let listed = try await system.service.get("/api/facilitator/2/refunds")
            XCTAssertEqual(listed.json["data"]?[0]?["reason"], "external")
            let cancelled = try await asha.post("/bookings/\(id)/cancellation")
            XCTAssertEqual(cancelled.status, 200, cancelled.text)
            XCTAssertEqual(cancelled.json["status"], "refunded")
            try await assertOnlyRefundIsAnotherGuests(event)
        }
    }

    func testARefundMadeAtTheDashboardIsNotRepeated() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            gateway.refundAtTheDashboard(payment, 5_000)
            _ = try await asha.post("/bookings/\(id)/cancellation")
            let found = try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(found["refund_status"], "processed")
            XCTAssertEqual(gateway.refunded(of: payment), 5_000)
        }
    }

    func testAFailedRefundIsRetriedForTheRemainder() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            gateway.plan(.refuses("insufficient_balance"), for: "refund")
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await booking(id, of: asha, until: "refund_status", is: "failed")
            try await deliver(.made, gateway.refundAtTheDashboard(payment, 2_000))
            let retried = try await retryFailedRefund()
            XCTAssertEqual(retried.status, 200, retried.text)
            XCTAssertEqual(retried.json["amount"], 3_000)
            try await booking(id, of: asha, until: "status", is: "refunded")
            XCTAssertEqual(gateway.ledger.refunds.map(\.amount), [2_000, 3_000])
        }
    }

    func testAFailedRefundMadeAtTheDashboardIsComplete() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            gateway.plan(.refuses("insufficient_balance"), for: "refund")
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await booking(id, of: asha, until: "refund_status", is: "failed")
            try await deliver(.made, gateway.refundAtTheDashboard(payment, 5_000))
            let found = try await booking(id, of: asha)
            XCTAssertEqual(found["status"], "refunded")
            XCTAssertEqual(found["refund_status"], "processed")
            let retried = try await retryFailedRefund()
            XCTAssertEqual(retried.status, 404, "no refund is failed")
        }
    }

    func testAFailedRefundIsObsoleteOnceAllMoneyIsReturned() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            let (id, payment) = try await bookAndPay(event, by: asha)
            gateway.plan(.refuses("insufficient_balance"), for: "refund")
            _ = try await asha.post("/bookings/\(id)/cancellation")
            try await booking(id, of: asha, until: "refund_status", is: "failed")
            try await deliver(.made, gateway.refundAtTheDashboard(payment, 2_000))
            let partly = try await booking(id, of: asha)
            XCTAssertEqual(partly["refund_status"], "failed")
            try await deliver(.made, gateway.refundAtTheDashboard(payment, 3_000))
            let wholly = try await booking(id, of: asha)
            XCTAssertEqual(wholly["status"], "refunded")
            let retried = try await retryFailedRefund()
            XCTAssertEqual(retried.code, "nothing_to_refund")
            let metrics = try await system.main.get("/metrics").text
            XCTAssertTrue(metrics.contains("\npayment_refunds_to_look_after 0\n"), metrics)
        }
    }

    private func retryFailedRefund() async throws -> ClientResponse {
        let listed = try await system.service.get("/api/facilitator/2/refunds?status=failed")
        let refund = listed.json["data"]?[0]?["id"]?.int ?? 0
        return try await system.service.post("/api/facilitator/2/refunds/\(refund)/retry")
    }

    func testCancellingAnEventRefundsEveryGuest() async throws {
        try await atEachGateway {
            let event = try await system.event(price: 5_000)
            var bookings: [(id: Int, guest: TestClient)] = []
            for number in 1...8 {
                let guest = try await system.guest("guest\(number)")
                bookings.append((try await bookAndPay(event, by: guest).booking, guest))
            }
            gateway.plan(.failsBefore, .failsAfter, .isBusy, for: "refund")
            _ = try await system.service.delete("/api/facilitator/2/events/\(event)")
            for (id, guest) in bookings {
                try await advance(until: id, of: guest, is: "refunded")
                try await assertMessage(to: guest, contains: "has been cancelled. It was planned")
            }
            XCTAssertEqual(gateway.ledger.refunds.count, 8)
            let money = try await system.service.get("/api/facilitator/2/events/\(event)/money")
            XCTAssertEqual(money.json["sums"]?[0]?["net"], 0)
        }
    }
}
