import Foundation
import JSONCoding
import TestSupport
import XCTest

/// Text with markup is shown as text everywhere.
final class HostileTextTests: BrowserTestCase {
    private let hostile =
        #""><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'{{7*7}}"#
    /// The local part of an address may have special characters.
    private let address = "'/*{{7*7}}--`@example.org"

    func testMarkupInTextsIsShownAsText() async throws {
        let event = try await system.talk(
            title: hostile, description: hostile, location: hostile, price: 1_813)
        let asha = try await system.guest("asha", name: hostile, email: address)
        let booking = try await asha.book(event)
        let checkout = try await asha.startPaying(booking)
        try await checkPage(checkout, showing: hostile)
        try await asha.press("pay", on: checkout)
        try await asha.booking(booking, until: "confirmed")
        let session = checkout.split(separator: "/").last ?? ""
        try await checkPage("/payment/sandbox/return?session_id=\(session)", showing: hostile)
        try await logIn("asha")
        let query = "%22%3E%3Cimg%20src=x%20onerror=%22window.pwned=1%22%3E"
        for path in ["/", "/e/\(event)", "/my/bookings", "/my/bookings/\(booking)"] {
            try await checkPage(path, showing: hostile)
        }
        for path in [
            "/?q=\(query)", "/?kind=\(query)&from=\(query)&facilitator_id=\(query)", "/my/account",
            "/\(query)", "/e/\(query)", "/login?next=\(query)", "/sandbox/pay/\(query)",
            "/payment/sandbox/return?session_id=\(query)", "/docs#\(query)",
            "/my/bookings/\(query)",
        ] {
            try await checkPage(path)
        }
        try await system.cancel(event)
        try await browser.open("/my/notifications")
        try await browser.wait(forText: hostile)
        try await checkMarkup("/my/notifications")
        try await checkFacilitatorPages(event)
    }

    private func checkFacilitatorPages(_ event: Int) async throws {
        try await system.notify(user: hostile, event: hostile)
        try await logInFacilitator("arjun")
        for path in [
            "/facilitator", "/facilitator/bookings", "/facilitator/users", "/facilitator/refunds",
            "/facilitator/events/\(event)",
        ] {
            try await checkPage(path, showing: hostile)
        }
        try await checkPage("/facilitator/events/\(event)/edit")
        for path in ["/facilitator/users", "/facilitator/events/\(event)"] {
            try await browser.open(path)
            try await browser.wait(for: "document.getElementById('search')")
            try await browser.run(
                """
                const field = document.getElementById('search');
                field.value = arguments[0];
                field.dispatchEvent(new Event('input'));
                """, .string(hostile))
            try await checkMarkup(path)
        }
        // The address after a login is on this site and never a script.
        try await browser.open("/login?next=javascript:window.pwned=1")
        try await checkMarkup("/login")
    }

    func testMarkupInTextsIsEscapedInEMails() async throws {
        let event = try await system.talk(title: hostile, location: hostile)
        let asha = try await system.guest("asha", name: hostile, email: address)
        try await asha.book(event)
        try await waitUntil { try !system.mails().isEmpty }
        let email = try XCTUnwrap(system.mails().first)
        let html = try XCTUnwrap(decodedParts(of: email).dropFirst().first)
        XCTAssertTrue(html.contains("&lt;script&gt;"), html)
        XCTAssertFalse(html.contains("<script"), html)
        XCTAssertFalse(html.contains("<img"), html)
        for line in email.components(separatedBy: "\r\n\r\n")[0].split(separator: "\r\n") {
            XCTAssertFalse(line.contains("<script"), String(line))
        }
    }

    func testScriptsCannotTurnTextIntoMarkup() async throws {
        try await browser.open("/")
        let outcome = try await browser.run(
            "try { document.body.innerHTML = '<b>x</b>'; return 'accepted'; } catch { return 'refused'; }"
        )
        XCTAssertEqual(outcome.string, "refused")
        // The browser logs the refusal.
        _ = try await browser.consoleErrors()
    }

    private func checkPage(_ path: String, showing text: String? = nil) async throws {
        try await browser.open(path)
        try await browser.waitUntilDrawn()
        if let text { try await browser.wait(forText: text) }
        try await checkMarkup(path)
    }

    private func checkMarkup(_ path: String) async throws {
        let outcome = try await browser.run(
            """
            return [typeof window.pwned, document.querySelectorAll('img[onerror], main script').length]
            """)
        XCTAssertEqual(outcome, ["undefined", 0], path)
    }
}
