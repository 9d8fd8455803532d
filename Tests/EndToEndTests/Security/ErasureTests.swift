import Configuration
import Foundation
import HTTPClient
import JSONCoding
import PaymentGateways
import Platform
import TestSupport
import Timekeeping
import XCTest

/// After an erasure no table and no file of either service names the guest.
final class ErasureTests: SystemTestCase {
    /// Occurs only in the guest's username, name and email address.
    private static let marker = "quintessa"

    func testErasureRemovesAGuestWhoHasPaidAndReceivedMail() async throws {
        let guest = try await system.guest(Self.marker)
        let paid = try await pay(await system.event(price: 5_000), by: guest)
        // The sandbox fails refunds of amounts that end in 13.
        let cancelled = try await pay(await system.event(price: 5_013), by: guest)
        let key = ["Idempotency-Key": "once"]
        _ = try await guest.post("/bookings/\(cancelled)/cancellation", nil, key)
        try await retryRefund(key)
        try await waitUntil { try isNotified(paid) && mails().count >= 2 }
        XCTAssertEqual(
            try Set(occurrences().map { $0.prefix { $0 != ":" } }),
            ["main.sqlite", "crm.sqlite", "mail"], "the search finds the guest")

        let response = try await guest.eraseAccount(of: Self.marker)
        XCTAssertEqual(response.status, 204, response.text)
        try? await waitUntil { try occurrences().isEmpty }
        XCTAssertEqual(try occurrences(), [])
        let again = try await system.guest(Self.marker)
        XCTAssertNotNil(again.token)
    }

    func testErasureRemovesAGuestWhileTheGatewayIsUnreachable() async throws {
        let unused = try ReservedPort()
        defer { unused.release() }
        try await restart(environment: [
            "PAYMENT_PROVIDER": "stripe", "STRIPE_SECRET_KEY": "sk_test_unused",
            "STRIPE_WEBHOOK_SECRET": "whsec_unused", "GATEWAY_TIMEOUT": "1s",
            "STRIPE_URL": "http://127.0.0.1:\(unused.number)",
        ])
        let guest = try await system.guest(Self.marker)
        let booking = try await guest.book(system.event(price: 5_000))
        let payment = try await guest.post("/bookings/\(booking)/payment")
        XCTAssertEqual(payment.status, 503, payment.text)
        XCTAssertTrue(
            try occurrences().contains { $0.hasPrefix("main.sqlite: payment_attempts") })
        _ = try await guest.eraseAccount(of: Self.marker)
        XCTAssertEqual(try occurrences(), [])
    }

    /// Books and pays in the sandbox; its webhook names the guest, as real ones do.
    private func pay(_ event: Int, by guest: TestClient) async throws -> Int {
        let booking = try await guest.book(event)
        let page = try await guest.startPaying(booking)
        let checkout = String(page.split(separator: "/").last ?? "")
        try await guest.press("pay", on: page)
        let report: JSONValue = [
            "id": .string("evt_\(checkout)"), "object": "event", "livemode": false,
            "type": "checkout.session.completed",
            "data": [
                "object": [
                    "id": .string(checkout), "object": "checkout.session",
                    "customer_details": ["email": .string("\(Self.marker)@example.org")],
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
        let found = try await guest.get("/bookings/\(booking)")
        XCTAssertEqual(found.json["status"]?.string, "confirmed", found.text)
        return booking
    }

    /// Retries the failed refund as the facilitator; the response names the guest.
    private func retryRefund(_ key: [String: String]) async throws {
        let failed = try await eventually {
            system.clock.advance(seconds: 5)
            return try await system.service.get("/api/facilitator/2/refunds?status=failed")
                .json["data"]?[0]?["id"]?.int
        }
        let tried = try await system.service.post(
            "/api/facilitator/2/refunds/\(failed)/retry", nil, key)
        XCTAssertEqual(tried.status, 200, tried.text)
    }

    private func isNotified(_ booking: Int) throws -> Bool {
        try DatabaseContents(path: system.folder + "/crm.sqlite").rows["bookings"]?
            .contains { $0.contains("|\(booking)|") } ?? false
    }

    private func mails() -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: system.folder + "/mail")) ?? []
    }

    /// The rows and files that contain the marker, in any case.
    private func occurrences() throws -> [String] {
        var found: [String] = []
        for file in ["main.sqlite", "main.sqlite.sandbox", "crm.sqlite"] {
            let path = "\(system.folder)/\(file)"
            guard FileManager.default.fileExists(atPath: path) else { continue }
            for (table, rows) in try DatabaseContents(path: path, includingIdempotencyKeys: true)
                .rows
            {
                found += rows.filter { $0.lowercased().contains(Self.marker) }
                    .map { "\(file): \(table): \($0)" }
            }
        }
        for mail in mails() {
            // The mail may have been deleted meanwhile.
            let message = try? String(
                contentsOfFile: "\(system.folder)/mail/\(mail)", encoding: .utf8)
            if message?.contains(Self.marker) == true { found.append("mail: \(mail)") }
        }
        return found
    }
}
