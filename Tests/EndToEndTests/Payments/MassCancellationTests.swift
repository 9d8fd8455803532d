import BookingDomain
import BookingStore
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// A facilitator cancels an event that 500 guests have paid; some gateway calls fail.
final class MassCancellationTests: PaymentTestCase {
    private let bookings = 500

    override class var gatewayTypes: [FakeGateway.Type] { [FakeStripe.self] }
    override var environment: [String: String] { ["REFUNDS_PER_SECOND": "100"] }

    func testEveryGuestIsRefundedOnce() async throws {
        let event = try await system.event(capacity: bookings, price: 5_000)
        let database = try system.openDatabase()
        defer { database.close() }
        try await seed(event, in: database)
        gateway.failOne(in: 5, of: "refund")
        let begun = ContinuousClock.now
        let cancelled = try await system.service.delete("/api/facilitator/2/events/\(event)")
        XCTAssertEqual(cancelled.status, 200, cancelled.text)
        try await waitUntil(within: 300) {
            let served = try await system.main.get("/events")
            XCTAssertEqual(served.status, 200)
            // Retries wait by the clock.
            system.advance(seconds: 2)
            try await Task.sleep(for: .milliseconds(100))
            return try count(in: database, "status = 'refunded'") == bookings
        }
        XCTAssertEqual(gateway.ledger.refunds.count, bookings)
        XCTAssertEqual(Set(gateway.ledger.refunds.map(\.payment)).count, bookings)
        XCTAssertGreaterThan(gateway.count("refund"), bookings)
        // 100 per second: the first 100 at once, the retries after five seconds.
        XCTAssertGreaterThan(ContinuousClock.now - begun, .seconds(4))
        let informed = try database.read { tx in
            try tx.first(
                """
                SELECT count(DISTINCT user_id) FROM notifications WHERE kind = 'event_cancelled'
                """
            ) { $0.int(0) }
        }
        XCTAssertEqual(informed, bookings)
        let money = try await system.service.get("/api/facilitator/2/events/\(event)/money")
        XCTAssertEqual(money.json["sums"]?[0]?["received"]?.int, 5_000 * bookings)
        XCTAssertEqual(money.json["sums"]?[0]?["net"], 0)
        XCTAssertEqual(money.json["sums"]?[0]?["returnable"], 0)
        let all = try await system.service.get("/api/facilitator/2/money")
        XCTAssertEqual(all.json["data"], .array([money.json]))
    }

    /// Writes the paid bookings directly, which avoids hashing 500 passwords.
    private func seed(_ event: Int, in database: Database) async throws {
        let count = bookings
        let checkouts = try await database.write { tx in
            try (1...count).map { number in
                guard let name = Username("payer\(number)") else { throw DeadlineExceeded() }
                let user = try tx.register(
                    name, name: PersonName("Payer"), email: nil, passwordHash: "!")
                let booking = try tx.book(.one, of: EventID(Int64(event)), for: user.id)
                let attempt = try tx.startPayment(
                    of: booking.id, for: user.id, at: .stripe, request: { _ in [] })
                let (checkout, payment) = ("cs_\(number)", "pi_\(number)")
                _ = try tx.applyCheckout(
                    GatewayCheckout(
                        id: checkout, state: .paid, url: nil,
                        reference: CheckoutReference(
                            installation: try tx.metadata.installation(),
                            bookingID: booking.id, attempt: 1),
                        payments: [GatewayPayment(id: payment, amount: 5_000, currency: "INR")]),
                    to: attempt.id)
                return FakeCheckout(
                    id: checkout, metadata: .object(JSONObject()), amount: 5_000, currency: "INR",
                    payments: [
                        FakePayment(
                            id: payment, amount: 5_000, currency: "INR", status: .captured)
                    ])
            }
        }
        gateway.update { $0.checkouts = checkouts }
    }

    private func count(in database: Database, _ condition: SQL) throws -> Int {
        try database.read { tx in
            try tx.first(
                "SELECT count(*) FROM bookings WHERE \(fragment: condition)"
            ) { $0.int(0) } ?? 0
        }
    }
}
