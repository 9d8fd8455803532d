import Foundation
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Events that Stripe could not deliver while MainAPI was down.
final class UndeliveredEventPollerTests: XCTestCase {
    func testUndeliveredEventsAreFetchedAtStartup() async throws {
        let gateway = try FakeStripe()
        defer { gateway.stop() }
        let folder = NSTemporaryDirectory() + "missed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let environment = gateway.settings.merging(
            ["CRM_URL": "http://127.0.0.1:9", "LIMIT_ADDRESSES": "0"]
        ) { $1 }
        let arguments = ["--port", "0", "--database", folder + "/main.sqlite"]
        var program = try Program.mainAPI.start(arguments, environment: environment)
        let event = try await program.client.with(token: TestSystem.serviceToken).pricedEvent()
        var asha = try await program.client.registered("asha")
        let bhavin = try await program.client.registered("bhavin")
        _ = try await bhavin.post("/bookings/\(try await bhavin.book(event))/payment")
        let id = try await asha.book(event)
        _ = try await asha.post("/bookings/\(id)/payment")
        _ = await program.stop()

        let forgotten = gateway.ledger.checkouts[0]
        let checkout = gateway.ledger.checkouts[1]
        gateway.update { $0.checkouts = [checkout] }
        gateway.pay(checkout)
        // Two foreign events move the test's event to the second page.
        let strange = (1...2).map { _ in
            gateway.event("refund.updated", ["object": "refund", "payment_intent": "pi_strange"])
        }
        let ours = gateway.event(.paid, about: checkout)
        // The oldest is processed first; Stripe no longer knows its checkout.
        let oldest = gateway.event(.paid, about: forgotten)
        let undelivered = try (strange + [ours, oldest]).map { try JSONValue(parsing: $0.body) }
        gateway.update { $0.undelivered = undelivered }
        program = try Program.mainAPI.start(arguments, environment: environment)
        asha = program.client.with(token: asha.token)
        try await waitUntil {
            try await asha.get("/bookings/\(id)").json["status"] == "confirmed"
        }
        XCTAssertEqual(gateway.count("events"), 2 + 1, "one page at the first start, then two")
        XCTAssertEqual(gateway.violations, [])
    }

    func testAnUnresolvableEventDoesNotDelayLaterOnes() async throws {
        let gateway = try FakeStripe()
        defer { gateway.stop() }
        let folder = NSTemporaryDirectory() + "unresolvable-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let environment = gateway.settings.merging(
            ["CRM_URL": "http://127.0.0.1:9", "LIMIT_ADDRESSES": "0"]
        ) { $1 }
        let arguments = ["--port", "0", "--database", folder + "/main.sqlite"]
        var program = try Program.mainAPI.start(arguments, environment: environment)
        let event = try await program.client.with(token: TestSystem.serviceToken).pricedEvent()
        let bhavin = try await program.client.registered("bhavin")
        _ = try await bhavin.post("/bookings/\(try await bhavin.book(event))/payment")
        var asha = try await program.client.registered("asha")
        let id = try await asha.book(event)
        _ = try await asha.post("/bookings/\(id)/payment")
        _ = await program.stop()

        let (failing, paid) = (gateway.ledger.checkouts[0], gateway.ledger.checkouts[1])
        gateway.pay(paid)
        let events = try [paid, failing].map {
            try JSONValue(parsing: gateway.event(.paid, about: $0).body)
        }
        gateway.update {
            $0.failing = [failing.id]
            $0.undelivered = events
        }
        program = try Program.mainAPI.start(arguments, environment: environment)
        asha = program.client.with(token: asha.token)
        try await waitUntil {
            try await asha.get("/bookings/\(id)").json["status"] == "confirmed"
        }
        XCTAssertEqual(gateway.violations, [])
    }
}
