import Configuration
import Foundation
import HTTPClient
import JSONCoding
import PaymentGateways
import Platform
import TestSupport
import Timekeeping
import XCTest

/// An erased guest is forgotten: no column of a table and no file of either service has the name.
final class ErasureTests: SystemTestCase {
    /// A word of the username, the name and the e-mail address, which nothing else has.
    private static let word = "quintessa"

    func testErasureRemovesAGuestWhoHasPaidAndReceivedMail() async throws {
        let guest = try await system.guest(Self.word)
        let kept = try await pay(await system.event(price: 5_000), by: guest)
        // The sandbox cannot give back what ends so.
        let doomed = try await pay(await system.event(price: 5_013), by: guest)
        let key = ["Idempotency-Key": "once"]
        _ = try await guest.post("/bookings/\(doomed)/cancellation", nil, key)
        try await retryTheRefund(key)
        try await waitUntil { try isTold(kept) && mails().count >= 2 }
        XCTAssertEqual(
            try Set(placesThatName().map { $0.prefix { $0 != ":" } }),
            ["main.sqlite", "crm.sqlite", "mail"], "this is how it is found")

        let response = try await guest.delete("/me")
        XCTAssertEqual(response.status, 204, response.text)
        try? await waitUntil { try placesThatName().isEmpty }
        XCTAssertEqual(try placesThatName(), [])
        let again = try await system.guest(Self.word)
        XCTAssertNotNil(again.token)
    }

    func testErasureRemovesAGuestWhileTheGatewayIsUnreachable() async throws {
        let unused = try ReservedPort()
        defer { unused.release() }
        try await restart(environment: [
            "PAYMENT_PROVIDER": "stripe", "STRIPE_SECRET_KEY": "sk_test_nobody",
            "STRIPE_WEBHOOK_SECRET": "whsec_nobody", "GATEWAY_TIMEOUT": "1s",
            "STRIPE_URL": "http://127.0.0.1:\(unused.number)",
        ])
        let guest = try await system.guest(Self.word)
        let booking = try await guest.book(system.event(price: 5_000))
        let payment = try await guest.post("/bookings/\(booking)/payment")
        XCTAssertEqual(payment.status, 503, payment.text)
        XCTAssertTrue(
            try placesThatName().contains { $0.hasPrefix("main.sqlite: payment_attempts") })
        _ = try await guest.delete("/me")
        XCTAssertEqual(try placesThatName(), [])
    }

    // Steps

    /// A booking that is paid at the sandbox, whose webhook names the guest as real ones do.
    private func pay(_ event: Int, by guest: TestClient) async throws -> Int {
        let booking = try await guest.book(event)
        let payment = try await guest.post("/bookings/\(booking)/payment")
        let checkout = try XCTUnwrap(payment.json["checkout_id"]?.string, payment.text)
        _ = try await system.main.send(
            "POST", "/sandbox/pay/\(checkout)", body: Array("choice=pay".utf8), [:])
        let report: JSONValue = [
            "id": .string("evt_\(checkout)"), "object": "event", "livemode": false,
            "type": "checkout.session.completed",
            "data": [
                "object": [
                    "id": .string(checkout), "object": "checkout.session",
                    "customer_details": ["email": .string("\(Self.word)@example.org")],
                ]
            ],
        ]
        let secret = try SecretFile.loadOrCreate(
            path: system.folder + "/main.sqlite.sandbox-key", bytes: 32)
        let signature = StripeSignature(secrets: [secret])
            .header(for: report.json, at: system.clock.now())
        let taken = try await system.main.send(
            "POST", "/webhooks/sandbox", body: report.json, ["Stripe-Signature": signature])
        XCTAssertEqual(taken.status, 200, taken.text)
        let paid = try await guest.get("/bookings/\(booking)")
        XCTAssertEqual(paid.json["status"]?.string, "confirmed", paid.text)
        return booking
    }

    /// The facilitator has the failed refund tried again; the response names its guest.
    private func retryTheRefund(_ key: [String: String]) async throws {
        let failed = try await eventually {
            system.clock.advance(seconds: 5)
            return try await system.service.get("/api/facilitator/2/refunds?status=failed")
                .json["data"]?[0]?["id"]?.int
        }
        let tried = try await system.service.post(
            "/api/facilitator/2/refunds/\(failed)/retry", nil, key)
        XCTAssertEqual(tried.status, 200, tried.text)
    }

    private func isTold(_ booking: Int) throws -> Bool {
        try DatabaseContents(path: system.folder + "/crm.sqlite").rows["bookings"]?
            .contains { $0.contains("|\(booking)|") } ?? false
    }

    // What is to be found

    private func mails() -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: system.folder + "/mail")) ?? []
    }

    /// Everything that has the word, whatever the letters' case.
    private func placesThatName() throws -> [String] {
        var places: [String] = []
        for file in ["main.sqlite", "main.sqlite.sandbox", "crm.sqlite"] {
            let path = "\(system.folder)/\(file)"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            for (table, rows) in try DatabaseContents(path: path, includingIdempotencyKeys: true)
                .rows
            {
                places += rows.filter { $0.lowercased().contains(Self.word) }
                    .map { "\(file): \(table): \($0)" }
            }
        }
        for mail in mails() {
            // A file that is gone by now has no name in it.
            let message = try? String(
                contentsOfFile: "\(system.folder)/mail/\(mail)", encoding: .utf8)
            if message?.contains(Self.word) == true { places.append("mail: \(mail)") }
        }
        return places
    }
}
