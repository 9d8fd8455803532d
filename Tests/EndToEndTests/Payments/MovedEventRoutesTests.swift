import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// A guest's rights and messages when a facilitator moves a paid event.
final class MovedEventRoutesTests: PaymentTestCase {
    func testAMovedEventIsRefundedInFullUntilItIsPutBack() async throws {
        let event = try await system.event(price: 5_000, startsInHours: 48)
        let (id, payment) = try await bookAndPay(event, by: asha)
        let start = system.clock.now().adding(seconds: 48 * 3_600)
        let first = try await quote(id)
        XCTAssertEqual(first["refund_percent"], 50)
        try await edit(event, #"{"location": "Rishikesh, Laxman Jhula", "correction": true}"#, 200)
        let corrected = try await quote(id)
        XCTAssertEqual(corrected["reason"], "notice_given")
        try await edit(event, #"{"starts_at": "\#(start.adding(seconds: -3_600))"}"#, 200)
        let moved = try await quote(id)
        XCTAssertEqual(moved["reason"], "event_moved")
        XCTAssertEqual(moved["refund_percent"], 100)
        XCTAssertEqual(moved["refund_amount"], 5_000)
        try await edit(event, #"{"starts_at": "\#(start)"}"#, 200)
        let back = try await quote(id)
        XCTAssertEqual(back["reason"], "notice_given")
        try await edit(event, #"{"starts_at": "2020-01-01T00:00:00Z"}"#, 422)
        try await edit(event, #"{"location": "Goa"}"#, 200)
        let cancelled = try await asha.post("/bookings/\(id)/cancellation")
        XCTAssertEqual(cancelled.json["refund_amount"], 5_000, cancelled.text)
        try await waitUntil { gateway.refunded(of: payment) == 5_000 }
        try await waitUntil {
            try await asha.get("/bookings/\(id)").json["refund_status"] == "processed"
        }
    }

    func testARefundOfHalfThePriceIsNamedEverywhere() async throws {
        let event = try await system.event(price: 500_000, startsInHours: 48)
        let (id, payment) = try await bookAndPay(event, by: asha)
        _ = try await asha.post("/bookings/\(id)/cancellation")
        try await waitUntil { gateway.refunded(of: payment) == 250_000 }
        try await waitUntil {
            try await asha.get("/bookings/\(id)").json["refund_status"] == "processed"
        }
        let booking = try await asha.get("/bookings/\(id)").json
        XCTAssertEqual(booking["refund_amount"], 250_000)
        XCTAssertEqual(booking["amount_paid"], 500_000)
        let inbox = try await asha.get("/notifications").json["data"]
        let messages = inbox?.array?.compactMap { $0["message"]?.string } ?? []
        XCTAssertTrue(messages.contains { $0.contains("Your refund of ₹2,500") }, "\(messages)")
        XCTAssertTrue(messages.contains { $0.contains("₹2,500 will be refunded") }, "\(messages)")
        let refunds = messages.filter { $0.contains("refund") }
        XCTAssertFalse(refunds.contains { $0.contains("₹5,000") }, "\(messages)")
    }

    private func quote(_ booking: Int) async throws -> JSONValue {
        let quote = try await asha.get("/bookings/\(booking)/cancellation")
        XCTAssertEqual(quote.status, 200, quote.text)
        return quote.json
    }

    private func edit(_ event: Int, _ fields: String, _ status: Int) async throws {
        let edited = try await system.service.put("/api/facilitator/2/events/\(event)", fields)
        XCTAssertEqual(edited.status, status, edited.text)
    }
}
