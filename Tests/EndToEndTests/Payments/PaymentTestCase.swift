import BookingDomain
import Foundation
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// A test with both services, whose guests pay at a fake gateway.
class PaymentTestCase: GatewayTestCase {
    private(set) var system: TestSystem!
    private(set) var asha: TestClient!

    /// Further settings of the services.
    var environment: [String: String] { [:] }

    override func prepare() async throws {
        try await super.prepare()
        system = try await TestSystem(environment: gateway.settings.merging(environment) { $1 })
        asha = try await system.guest("asha")
    }

    override func finish() async throws {
        try assertLedgersMatch()
        await system.close()
        try await super.finish()
    }

    /// Books a priced event and returns the held booking's ID.
    func hold(_ event: Int, by guest: TestClient, seats: Int = 1) async throws -> Int {
        let held = try await guest.post("/book", #"{"event_id": \#(event), "seats": \#(seats)}"#)
        XCTAssertEqual(held.status, 201, held.text)
        XCTAssertEqual(held.json["status"]?.string, "held")
        return held.json["id"]?.int ?? 0
    }

    /// Starts a payment and returns the gateway's checkout.
    func startPayment(_ booking: Int, by guest: TestClient) async throws -> FakeCheckout {
        let response = try await guest.post("/bookings/\(booking)/payment")
        XCTAssertEqual(response.status, 200, response.text)
        let id = response.json["checkout_id"]?.string
        return try XCTUnwrap(gateway.ledger.checkouts.first { $0.id == id })
    }

    /// Books, pays and delivers the webhook; returns the booking's and the payment's IDs.
    func bookAndPay(
        _ event: Int, by guest: TestClient, seats: Int = 1
    ) async throws -> (booking: Int, payment: String) {
        let booking = try await hold(event, by: guest, seats: seats)
        let checkout = try await startPayment(booking, by: guest)
        let payment = gateway.pay(checkout)
        let status = try await deliver(.paid, checkout)
        XCTAssertEqual(status, 200)
        return (booking, payment)
    }

    @discardableResult
    func deliver(_ report: CheckoutReport, _ checkout: FakeCheckout) async throws -> Int {
        try await deliver(gateway.event(report, about: checkout))
    }

    @discardableResult
    func deliver(_ report: RefundReport, _ refund: FakeRefund) async throws -> Int {
        try await deliver(gateway.event(report, about: refund))
    }

    @discardableResult
    func deliver(_ event: FakeEvent) async throws -> Int {
        try await gateway.deliver(event, to: system.main, at: system.clock.now())
    }

    func booking(_ id: Int, of guest: TestClient) async throws -> JSONValue {
        try await guest.get("/bookings/\(id)").json
    }

    /// Waits until a member of a booking has a value, and returns the booking.
    @discardableResult
    func booking(
        _ id: Int, of guest: TestClient, until name: String, is value: JSONValue
    ) async throws -> JSONValue {
        do {
            return try await eventually {
                let found = try await booking(id, of: guest)
                // A plain `nil` here would be JSON's null.
                return found[name] == value ? Optional(found) : Optional.none
            }
        } catch {
            XCTFail(
                "\(name) did not become \(value): \(String(decoding: try await booking(id, of: guest).json, as: UTF8.self))"
            )
            throw error
        }
    }

    func seatsLeft(_ event: Int) async throws -> Int? {
        try await system.main.get("/events/\(event)").json["seats_left"]?.int
    }

    /// The number of timeline entries of this kind.
    func count(_ kind: String, in booking: JSONValue) -> Int {
        booking["timeline"]?.array?.count { $0["kind"]?.string == kind } ?? 0
    }

    /// Logs the guest in again, as the token has expired.
    func loggedInAgain(_ name: String) async throws -> TestClient {
        let login = try await system.main.logIn(name, "\(name)-password")
        return system.main.with(token: login.json["access_token"]?.string)
    }

    /// Advances the clock in small steps, which starts retries, until a booking has a status.
    func advance(until id: Int, of guest: TestClient, is status: JSONValue) async throws {
        _ = try await eventually {
            let found = try await booking(id, of: guest)
            if found["status"] == status { return true }
            system.advance(seconds: 5)
            try await Task.sleep(for: .milliseconds(100))
            return nil
        }
    }

    /// Refunds another guest's booking, after which earlier refunds would have been sent, and
    /// checks that it is the only refund.
    func assertOnlyRefundIsAnotherGuests(_ event: Int, line: UInt = #line) async throws {
        let bhavin = try await system.guest("bhavin")
        let (id, payment) = try await bookAndPay(event, by: bhavin)
        _ = try await bhavin.post("/bookings/\(id)/cancellation")
        try await booking(id, of: bhavin, until: "status", is: "refunded")
        XCTAssertEqual(gateway.count("refund"), 1, line: line)
        XCTAssertEqual(gateway.ledger.refunds.last?.payment, payment, line: line)
    }

    /// Waits until no refund is in progress, so that the ledgers can be compared.
    func waitForRefunds() async throws {
        try await waitUntil {
            try await system.service.get("/api/facilitator/2/refunds?status=initiated")
                .json["data"]?.array?.isEmpty == true
        }
    }

    func assertMessage(
        to guest: TestClient, contains text: String, line: UInt = #line
    ) async throws {
        let messages = try await guest.get("/notifications").text
        XCTAssertTrue(messages.contains(text), messages, line: line)
    }

    func assertNoMessage(
        to guest: TestClient, contains text: String, line: UInt = #line
    ) async throws {
        let messages = try await guest.get("/notifications").text
        XCTAssertFalse(messages.contains(text), messages, line: line)
    }

    /// Checks that MainAPI's ledger matches the gateway's and that no invariant is violated.
    private func assertLedgersMatch() throws {
        let ledger = gateway.ledger
        let database = try system.openDatabase()
        defer { database.close() }
        let (received, returned) = try database.read { tx in
            (
                try tx.first(
                    "SELECT coalesce(sum(amount), 0) FROM ledger WHERE kind = 'payment'"
                ) { $0.int64(0) } ?? 0,
                try tx.first(
                    "SELECT coalesce(-sum(amount), 0) FROM ledger WHERE kind <> 'payment'"
                ) { $0.int64(0) } ?? 0
            )
        }
        let taken = ledger.payments.reduce(0) { $0 + $1.amount }
        let refunded = ledger.refunds.filter { $0.status == .processed }.reduce(0) {
            $0 + $1.amount
        }
        XCTAssertEqual(received, taken, "money in")
        XCTAssertEqual(returned, refunded, "money back")
        for payment in Set(ledger.refunds.map(\.payment)) {
            let amount = ledger.payments.first { $0.id == payment }?.amount ?? 0
            XCTAssertLessThanOrEqual(gateway.refunded(of: payment), amount, "refunded too much")
        }
        XCTAssertEqual(try database.read { try $0.invariantViolations() }, [])
    }
}
