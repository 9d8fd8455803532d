import BookingDomain
import Foundation
import HTTPClient
import JSONCoding
import SQLite
import TestSupport
import Timekeeping
import XCTest

/// A test with a system whose guests pay at a fake gateway.
class PaymentTestCase: GatewayTestCase {
    private(set) var system: TestSystem!
    private(set) var asha: TestClient!

    /// Further settings of the services.
    var environment: [String: String] { [:] }

    override func open() async throws {
        try await super.open()
        system = try await TestSystem(environment: gateway.settings.merging(environment) { $1 })
        asha = try await system.guest("asha")
    }

    override func close() async throws {
        try assertBooksAgree()
        await system.close()
        try await super.close()
    }

    // Steps

    /// A held booking; responses its id.
    func hold(_ event: Int, by guest: TestClient, seats: Int = 1) async throws -> Int {
        let held = try await guest.post("/book", #"{"event_id": \#(event), "seats": \#(seats)}"#)
        XCTAssertEqual(held.status, 201, held.text)
        XCTAssertEqual(held.json["status"]?.string, "held")
        return held.json["id"]?.int ?? 0
    }

    /// Begins to pay; responses the gateway's checkout.
    func begin(_ booking: Int, by guest: TestClient) async throws -> FakeCheckout {
        let response = try await guest.post("/bookings/\(booking)/payment")
        XCTAssertEqual(response.status, 200, response.text)
        let id = response.json["checkout_id"]?.string
        return try XCTUnwrap(gateway.books.checkouts.first { $0.id == id })
    }

    /// A booking that is paid and confirmed; responses its id and the payment's.
    func paid(
        _ event: Int, by guest: TestClient, seats: Int = 1
    ) async throws -> (booking: Int, payment: String) {
        let booking = try await hold(event, by: guest, seats: seats)
        let checkout = try await begin(booking, by: guest)
        let payment = gateway.pay(checkout)
        let status = try await deliver(.paid, checkout)
        XCTAssertEqual(status, 200)
        return (booking, payment)
    }

    /// Delivers an event about a checkout.
    @discardableResult
    func deliver(_ news: CheckoutNews, _ checkout: FakeCheckout) async throws -> Int {
        try await deliver(gateway.event(news, about: checkout))
    }

    /// Delivers an event about a refund.
    @discardableResult
    func deliver(_ news: RefundNews, _ refund: FakeRefund) async throws -> Int {
        try await deliver(gateway.event(news, about: refund))
    }

    /// Delivers an event.
    @discardableResult
    func deliver(_ event: FakeEvent) async throws -> Int {
        try await gateway.deliver(event, to: system.main, at: system.clock.now())
    }

    /// The booking as its guest sees it.
    func booking(_ id: Int, of guest: TestClient) async throws -> JSONValue {
        try await guest.get("/bookings/\(id)").json
    }

    /// The booking, as soon as a member of it has this value.
    @discardableResult
    func booking(
        _ id: Int, of guest: TestClient, until name: String, is value: JSONValue
    ) async throws -> JSONValue {
        do {
            return try await eventually {
                let found = try await booking(id, of: guest)
                // Not `nil` after a `?`, which would be JSON's null.
                return found[name] == value ? Optional(found) : Optional.none
            }
        } catch {
            XCTFail(
                "\(name) never became \(value): \(String(decoding: try await booking(id, of: guest).json, as: UTF8.self))"
            )
            throw error
        }
    }

    /// Seats left of an event.
    func seatsLeft(_ event: Int) async throws -> Int? {
        try await system.main.get("/events/\(event)").json["seats_left"]?.int
    }

    /// How often a word stands in the booking's timeline.
    func count(_ kind: String, in booking: JSONValue) -> Int {
        booking["timeline"]?.array?.count { $0["kind"]?.string == kind } ?? 0
    }

    /// The guest, logged in once more, as after a long time.
    func loggedInAgain(_ name: String) async throws -> TestClient {
        let login = try await system.main.logIn(name, "\(name)-password")
        return system.main.with(token: login.json["access_token"]?.string)
    }

    /// Lets the clock run in small steps, as retries pause by it, until the booking stands so.
    func turn(until id: Int, of guest: TestClient, is status: JSONValue) async throws {
        _ = try await eventually {
            let found = try await booking(id, of: guest)
            if found["status"] == status { return true }
            system.advance(seconds: 5)
            try await Task.sleep(for: .milliseconds(100))
            return nil
        }
    }

    /// Has another guest's money go back, and with it all that was owed before, and checks that
    /// there was nothing.
    func assertNothingIsSentBut(oneRefundOf event: Int, line: UInt = #line) async throws {
        let bhavin = try await system.guest("bhavin")
        let (id, payment) = try await paid(event, by: bhavin)
        _ = try await bhavin.post("/bookings/\(id)/cancellation")
        try await booking(id, of: bhavin, until: "status", is: "refunded")
        XCTAssertEqual(gateway.count("refund"), 1, line: line)
        XCTAssertEqual(gateway.books.refunds.last?.payment, payment, line: line)
    }

    /// Waits until no refund is under way, so that the books can be compared.
    func settled() async throws {
        try await waitUntil {
            try await system.service.get("/api/facilitator/2/refunds?status=initiated")
                .json["data"]?.array?.isEmpty == true
        }
    }

    /// Whether a message to the guest has these words.
    func isTold(_ guest: TestClient, _ words: String) async throws -> Bool {
        try await guest.get("/notifications").text.contains(words)
    }

    // What must hold whatever happened

    /// Our ledger and the gateway's books are the same to the cent, and the database is sound.
    private func assertBooksAgree() throws {
        let books = gateway.books
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
        let taken = books.payments.reduce(0) { $0 + $1.amount }
        let given = books.refunds.filter { $0.status == .processed }.reduce(0) { $0 + $1.amount }
        XCTAssertEqual(received, taken, "money in")
        XCTAssertEqual(returned, given, "money back")
        for payment in Set(books.refunds.map(\.payment)) {
            let amount = books.payments.first { $0.id == payment }?.amount ?? 0
            XCTAssertLessThanOrEqual(gateway.given(of: payment), amount, "refunded too much")
        }
        XCTAssertEqual(try database.read { try $0.invariantViolations() }, [])
    }
}
