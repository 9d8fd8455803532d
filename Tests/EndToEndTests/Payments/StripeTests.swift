import BookingDomain
import Configuration
import Foundation
import JSONCoding
import PaymentGateways
import Timekeeping
import XCTest

/// What only Stripe does: signatures with a time, a return page, sessions that it closes.
final class StripeTests: PaymentTestCase {
    override class var kinds: [FakeGateway.Type] { [FakeStripe.self] }

    func testASignatureOfAnotherTimeIsRefused() async throws {
        let event = try await centre.event(price: 5_000)
        let checkout = try await begin(try await hold(event, by: asha), by: asha)
        gateway.pay(checkout)
        let report = gateway.event(.paid, about: checkout)
        for (seconds, status): (Int64, Int) in [(-301, 400), (301, 400), (-300, 200)] {
            let answered = try await gateway.deliver(
                report, to: centre.main, at: centre.clock.now().adding(seconds: seconds))
            XCTAssertEqual(answered, status, "\(seconds)")
        }
    }

    func testReturnPageBeforeWebhook() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let checkout = try await begin(id, by: asha)
        let address = "/payment/stripe/return?session_id=\(checkout.id)"
        let gaveUp = try await centre.main.get(address + "&cancelled=1")
        XCTAssertTrue(gaveUp.text.contains("You have not paid"), gaveUp.text)
        let early = try await centre.main.get(address)
        XCTAssertTrue(early.text.contains("being confirmed"), early.text)
        gateway.pay(checkout)
        let back = try await centre.main.get(address)
        XCTAssertTrue(back.text.contains("is confirmed"), back.text)
        let status = try await deliver(.paid, checkout)
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(count("confirmed", in: found), 1)
    }

    func testWhoReloadsTheReturnPageHasStripeAskedOneCallAfterTheOther() async throws {
        let id = try await hold(try await centre.event(price: 5_000), by: asha)
        let checkout = try await begin(id, by: asha)
        for _ in 1...8 { gateway.plan(.isSlow(300), for: "retrieve") }
        let main = centre.main
        let pages = try await withThrowingTaskGroup(of: Client.Answer.self) { group in
            for _ in 1...8 {
                group.addTask {
                    try await main.get("/payment/stripe/return?session_id=\(checkout.id)")
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        XCTAssertTrue(pages.allSatisfy { $0.text.contains("being confirmed") })
        XCTAssertEqual(gateway.mostAtOnce(of: "retrieve"), 1)
    }

    func testAnAddressThatStripeDoesNotTakeIsLeftOut() async throws {
        let id = try await hold(try await centre.event(price: 5_000), by: asha)
        let changed = try await asha.patch("/me", #"{"email": "asha@localhost"}"#)
        XCTAssertEqual(changed.status, 200, changed.text)
        _ = try await begin(id, by: asha)
        XCTAssertEqual(gateway.keys(of: "create").count, 2)
        XCTAssertEqual(gateway.books.checkouts.count, 1)
    }

    func testARefusalIsLoggedWithoutStripesWords() async throws {
        let stripe = StripeGateway(
            secretKey: Secret(FakeStripe.key), webhookSecrets: [], baseURL: gateway.address,
            returnURL: { "" })
        let order = RefundOrder(
            reference: RefundReference(installation: "", refundID: RefundID(1), generation: 1),
            paymentID: "pi_1", amount: 5_000, currency: Currency(stored: "INR"))
        gateway.plan(.refuses("parameter_invalid"), for: "refund")
        do {
            _ = try await stripe.refund(order)
            XCTFail("not refused")
        } catch {
            XCTAssertEqual("\(error)", "parameter_invalid")
            guard case .refused(_, let detail, _) = error else { return XCTFail("\(error)") }
            XCTAssertTrue(detail.contains("asha@example.org"), detail)
        }
    }

    func testEventsOfTheOtherModeAreNoneOfOurs() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let checkout = try await begin(id, by: asha)
        gateway.pay(checkout)
        let report = gateway.event(.paid, about: checkout)
        let live = String(decoding: report.body, as: UTF8.self)
            .replacing(#""livemode":false,"data""#, with: #""livemode":true,"data""#)
        XCTAssertNotEqual(Array(live.utf8), report.body)
        let status = try await deliver(FakeEvent(id: report.id, body: Array(live.utf8)))
        XCTAssertEqual(status, 200)
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "held")
        try await deliver(report)
    }
}

/// A guest who comes back to the checkout after the gateway has closed it.
final class SecondAttemptTests: PaymentTestCase {
    override class var kinds: [FakeGateway.Type] { [FakeStripe.self] }
    override var environment: [String: String] { ["HOLD_LENGTH": "2h"] }

    func testTwoAttemptsBothPaid() async throws {
        let event = try await centre.event(price: 5_000)
        let id = try await hold(event, by: asha)
        let first = try await begin(id, by: asha)
        gateway.change { $0.checkouts[0].isExpired = true }
        try await deliver(.unpaid, first)
        let held = try await booking(id, of: asha)
        XCTAssertEqual(held["status"], "held", "the hold is longer than the session")
        let second = try await begin(id, by: asha)
        XCTAssertNotEqual(first.id, second.id)
        let kept = gateway.pay(second)
        try await deliver(.paid, second)
        let surplus = gateway.pay(first)
        try await deliver(.paid, first)
        _ = try await eventually {
            try await centre.service.get("/api/facilitator/2/refunds?status=processed")
                .json["data"]?[0]
        }
        XCTAssertEqual(gateway.books.refunds.map(\.payment), [surplus])
        let found = try await booking(id, of: asha)
        XCTAssertEqual(found["status"], "confirmed")
        XCTAssertEqual(found["payment_id"], .string(kept))
        XCTAssertEqual(found["refund_status"], .null, "the booking is untouched")
    }
}

/// What Stripe reported while nobody was there to listen.
final class MissedEventTests: XCTestCase {
    func testUndeliveredEventsAreAskedForAtTheStart() async throws {
        let gateway = try FakeStripe()
        defer { gateway.stop() }
        let folder = NSTemporaryDirectory() + "missed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let environment = gateway.settings.merging(
            ["CRM_URL": "http://127.0.0.1:9", "LIMIT_ADDRESSES": "0"]
        ) { $1 }
        let arguments = ["--port", "0", "--database", folder + "/main.sqlite"]
        var program = try Program.mainAPI.start(arguments, environment: environment)
        let event = try await program.client.with(token: Centre.serviceToken).pricedEvent()
        var asha = try await program.client.registered("asha")
        let bhavin = try await program.client.registered("bhavin")
        _ = try await bhavin.post("/bookings/\(try await bhavin.book(event))/payment")
        let id = try await asha.book(event)
        _ = try await asha.post("/bookings/\(id)/payment")
        _ = await program.stop()

        let forgotten = gateway.books.checkouts[0]
        let checkout = gateway.books.checkouts[1]
        gateway.change { $0.checkouts = [checkout] }
        gateway.pay(checkout)
        // Two of nobody's, so that ours is on the second page.
        let strange = (1...2).map { _ in
            gateway.event("refund.updated", ["object": "refund", "payment_intent": "pi_strange"])
        }
        let ours = gateway.event(.paid, about: checkout)
        // The oldest comes first, and is of a checkout that Stripe does not know any more.
        let oldest = gateway.event(.paid, about: forgotten)
        let undelivered = try (strange + [ours, oldest]).map { try JSONValue(parsing: $0.body) }
        gateway.change { $0.undelivered = undelivered }
        program = try Program.mainAPI.start(arguments, environment: environment)
        asha = program.client.with(token: asha.token)
        _ = try await eventually {
            try await asha.get("/bookings/\(id)").json["status"] == "confirmed" ? true : nil
        }
        XCTAssertEqual(gateway.count("events"), 2 + 1, "one page at the first start, then two")
        XCTAssertEqual(gateway.violations, [])
    }
}
