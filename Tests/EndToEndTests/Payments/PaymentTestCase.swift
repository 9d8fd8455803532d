import Foundation
import JSONCoding
import SQLite
import XCTest

/// A test with a centre whose guests pay at a fake Stripe.
class PaymentTestCase: XCTestCase {
    private(set) var stripe: FakeStripe!
    private(set) var centre: Centre!
    private(set) var asha: Client!
    private(set) var bhavin: Client!

    /// Further settings of the services.
    var environment: [String: String] { [:] }

    override func setUp() async throws {
        stripe = try FakeStripe()
        var settings = [
            "PAYMENT_PROVIDER": "stripe", "STRIPE_SECRET_KEY": FakeStripe.key,
            "STRIPE_WEBHOOK_SECRET": FakeStripe.webhookSecret, "STRIPE_URL": stripe.address,
            "GATEWAY_TIMEOUT": "1s",
        ]
        settings.merge(environment) { $1 }
        centre = try await Centre(environment: settings)
        asha = try await centre.guest("asha")
        bhavin = try await centre.guest("bhavin")
    }

    override func tearDown() async throws {
        XCTAssertEqual(stripe.violations, [])
        try assertBooksAgree()
        await centre.close()
        stripe.stop()
    }

    // Steps

    /// A held booking; answers its id.
    func hold(_ event: Int, by guest: Client, seats: Int = 1) async throws -> Int {
        let held = try await guest.post("/book", #"{"event_id": \#(event), "seats": \#(seats)}"#)
        XCTAssertEqual(held.status, 201, held.text)
        XCTAssertEqual(held.json["status"]?.string, "held")
        return held.json["id"]?.int ?? 0
    }

    /// Begins to pay; answers the gateway's session.
    func begin(_ booking: Int, by guest: Client) async throws -> FakeStripe.Session {
        let answer = try await guest.post("/bookings/\(booking)/payment")
        XCTAssertEqual(answer.status, 200, answer.text)
        let id = answer.json["checkout_id"]?.string
        return try XCTUnwrap(stripe.books.sessions.first { $0.id == id })
    }

    /// A booking that is paid and confirmed; answers its id and the payment's.
    func paid(
        _ event: Int, by guest: Client, seats: Int = 1
    ) async throws -> (booking: Int, payment: String) {
        let booking = try await hold(event, by: guest, seats: seats)
        let session = try await begin(booking, by: guest)
        let payment = stripe.pay(session)
        let status = try await deliver("checkout.session.completed", session)
        XCTAssertEqual(status, 200)
        return (booking, payment)
    }

    /// Delivers an event about a session.
    @discardableResult
    func deliver(_ type: String, _ session: FakeStripe.Session) async throws -> Int {
        try await deliver(stripe.event(type, about: session))
    }

    /// Delivers an event.
    @discardableResult
    func deliver(_ event: [UInt8]) async throws -> Int {
        try await stripe.deliver(event, to: centre.main, at: centre.clock.now())
    }

    /// The booking as its guest sees it.
    func booking(_ id: Int, of guest: Client) async throws -> JSONValue {
        try await guest.get("/bookings/\(id)").json
    }

    /// The booking, as soon as a member of it has this value.
    @discardableResult
    func booking(
        _ id: Int, of guest: Client, until name: String, is value: JSONValue
    ) async throws -> JSONValue {
        do {
            return try await eventually(within: 15) {
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
        try await centre.main.get("/events/\(event)").json["seats_left"]?.int
    }

    /// How often a word stands in the booking's timeline.
    func count(_ kind: String, in booking: JSONValue) -> Int {
        booking["timeline"]?.array?.count { $0["kind"]?.string == kind } ?? 0
    }

    /// Whether a message to the guest has these words.
    func isTold(_ guest: Client, _ words: String) async throws -> Bool {
        try await guest.get("/notifications").text.contains(words)
    }

    // What must hold whatever happened

    /// Our ledger and the gateway's books are the same to the cent, and the database is sound.
    private func assertBooksAgree() throws {
        let books = stripe.books
        let database = try Database(
            path: centre.folder + "/main.sqlite", migrations: migrations)
        defer { database.close() }
        let (received, returned) = try database.read { connection in
            (
                try connection.first(
                    "SELECT coalesce(sum(amount), 0) FROM ledger WHERE kind = 'payment'"
                ) { $0.int64(0) } ?? 0,
                try connection.first(
                    "SELECT coalesce(-sum(amount), 0) FROM ledger WHERE kind <> 'payment'"
                ) { $0.int64(0) } ?? 0
            )
        }
        let taken = books.sessions.filter { $0.paymentIntent != nil }.reduce(0) { $0 + $1.amount }
        let given = books.refunds.filter { $0.status == "succeeded" }.reduce(0) { $0 + $1.amount }
        XCTAssertEqual(received, taken, "money in")
        XCTAssertEqual(returned, given, "money back")
        for payment in Set(books.refunds.map(\.payment)) {
            let amount = books.sessions.first { $0.paymentIntent == payment }?.amount ?? 0
            XCTAssertLessThanOrEqual(stripe.given(of: payment), amount, "refunded too much")
        }
        XCTAssertEqual(try database.read { try invariants($0) }, [])
    }
}
