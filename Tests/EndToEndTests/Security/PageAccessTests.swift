import CRMAPI
import HTTP
import HTTPClient
import JSONCoding
import MainAPI
import TestSupport
import XCTest

/// Pages are the same for every caller; their scripts read personal data from the API.
///
/// Each row is a status, a route and a request. A route without a row fails the test.
final class PageAccessTests: SystemTestCase {
    override var environment: [String: String] {
        [
            "RAZORPAY_KEY_ID": "rzp_test_1", "RAZORPAY_KEY_SECRET": "a-key-secret",
            "RAZORPAY_WEBHOOK_SECRET": "a-webhook-secret",
            "RAZORPAY_URL": "http://127.0.0.1:9",
        ]
    }
    func testEveryPageIsTheSameForEveryCallerAndNamesNoGuest() async throws {
        let event = try await system.event(price: 5_000)
        let guest = try await system.guest("balasubramanian")
        let booking = try await guest.book(event)
        let payment = try await guest.post("/bookings/\(booking)/payment").json
        let checkout = try XCTUnwrap(payment["checkout_id"]?.string)
        let front = try await system.main.get("/").text
        let assets = try XCTUnwrap(front.firstMatch(of: /\/assets\/[\w-]+/)).output
        let callers = [
            nil, "garbage", guest.token, try await system.guest("asha").token,
            try await system.arjun().token, TestSystem.serviceToken,
        ]
        let pages = Self.pages
            .replacing("{event}", with: "\(event)").replacing("{booking}", with: "\(booking)")
            .replacing("{checkout}", with: checkout).replacing("{assets}", with: assets)
        let services = [
            (system.main, pages, system.mainService.routes, system.mainService.served),
            (system.crm, "303 GET /docs /docs", system.crmService.routes, system.crmService.served),
        ]
        for (service, table, routes, served) in services {
            var covered = Set(routes.all.map(\.label))
            for row in table.split(separator: "\n") {
                let words = row.split(separator: " ").map(String.init)
                covered.insert("\(words[1]) \(words[2])")
                let form = words.count > 4 ? words[4] : nil
                var first: ClientResponse?
                for caller in callers {
                    let response = try await service.with(token: caller)
                        .send(words[1], words[3], form, [:])
                    XCTAssertEqual("\(response.status)", words[0], "\(row): \(response.text)")
                    XCTAssertFalse(response.text.contains("balasubramanian"), "\(row)")
                    if response.status == 200 {
                        XCTAssertEqual(response.body, (first ?? response).body, "\(row)")
                    }
                    first = first ?? response
                }
            }
            XCTAssertEqual(covered.symmetricDifference(served.all.map(\.label)), [])
        }
    }

    private static let pages = """
        200 GET / /
        200 GET /e/{id} /e/{event}
        404 GET /e/{id} /e/999
        200 GET /e/{id}/calendar.ics /e/{event}/calendar.ics
        404 GET /e/{id}/calendar.ics /e/999/calendar.ics
        404 GET /unsubscribe/{token} /unsubscribe/1-a
        404 POST /unsubscribe/{token} /unsubscribe/1-a
        404 POST /unsubscribe/{token}/undo /unsubscribe/1-a/undo
        200 GET /login /login
        200 GET /register /register
        200 GET /forgot /forgot
        200 GET /reset /reset
        200 GET /confirm /confirm
        200 GET /facilitator/forgot /facilitator/forgot
        200 GET /facilitator/reset /facilitator/reset
        200 GET /facilitator/confirm /facilitator/confirm
        200 GET /facilitator/account /facilitator/account
        200 GET /docs /docs
        200 GET /my/bookings /my/bookings
        200 GET /my/bookings/{id} /my/bookings/{booking}
        200 GET /my/bookings/{id}/receipt /my/bookings/{booking}/receipt
        200 GET /my/notifications /my/notifications
        200 GET /my/account /my/account
        200 GET /facilitator /facilitator
        200 GET /facilitator/login /facilitator/login
        200 GET /facilitator/bookings /facilitator/bookings
        200 GET /facilitator/refunds /facilitator/refunds
        200 GET /facilitator/users /facilitator/users
        200 GET /facilitator/new-event /facilitator/new-event
        200 GET /facilitator/events/{id} /facilitator/events/{event}
        200 GET /facilitator/events/{id}/edit /facilitator/events/{event}/edit
        200 GET /facilitator/events/{id}/seats /facilitator/events/{event}/seats
        200 GET /facilitator/series/{id} /facilitator/series/1
        200 GET /facilitator/bookings/{id} /facilitator/bookings/{booking}
        200 GET /facilitator/bookings/{id}/receipt /facilitator/bookings/{booking}/receipt
        200 GET /facilitator/centre /facilitator/centre
        200 GET /facilitator/centre/settings /facilitator/centre/settings
        200 GET /facilitator/centre/facilitators /facilitator/centre/facilitators
        200 GET /facilitator/centre/guests /facilitator/centre/guests
        200 GET /facilitator/centre/events /facilitator/centre/events
        200 GET /facilitator/centre/bookings /facilitator/centre/bookings
        200 GET /facilitator/centre/money /facilitator/centre/money
        200 GET /facilitator/centre/refunds /facilitator/centre/refunds
        200 GET /embed /embed
        200 GET /f/{id} /f/2
        404 GET /f/{id} /f/999
        404 GET /imprint /imprint
        404 GET /privacy /privacy
        404 GET /terms /terms
        404 GET /theme/{name}.css /theme/8a1c5c.css
        200 GET /manifest.webmanifest /manifest.webmanifest
        200 GET /robots.txt /robots.txt
        200 GET /sitemap.xml /sitemap.xml
        200 GET /favicon.ico /favicon.ico
        200 GET /assets/{digest}/{file} {assets}/app.css
        404 GET /assets/{digest}/{file} /assets/older/app.css
        200 GET /assets/{digest}/{folder}/{file} {assets}/pages/event.js
        404 GET /assets/{digest}/{folder}/{file} {assets}/pages/nothing.js
        200 GET /payment/{provider}/return /payment/sandbox/return?session_id={checkout}
        404 GET /payment/{provider}/return /payment/sandbox/return?session_id=other
        404 GET /payment/{provider}/return /payment/stripe/return?session_id={checkout}
        200 GET /sandbox/pay/{id} /sandbox/pay/{checkout}
        404 GET /sandbox/pay/{id} /sandbox/pay/other
        400 POST /sandbox/pay/{id} /sandbox/pay/{checkout} choice=nothing
        303 POST /sandbox/pay/{id} /sandbox/pay/{checkout} choice=decline
        404 POST /sandbox/pay/{id} /sandbox/pay/other choice=decline
        404 GET /payment/razorpay/{order_id} /payment/razorpay/{checkout}
        404 POST /payment/razorpay/{order_id} /payment/razorpay/{checkout} a=b
        """
}
