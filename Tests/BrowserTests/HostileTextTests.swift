import Foundation
import JSONCoding
import XCTest

/// Text that would like to be markup stays text, wherever it is shown.
final class HostileTextTests: BrowserTestCase {
    private let hostile =
        #""><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'{{7*7}}"#
    /// What stands before the @ of an address may hold some odd characters.
    private let address = "'/*{{7*7}}--`@example.org"

    func testWhatPeopleTypeIsShownAsTheyTypedIt() async throws {
        let event = try await centre.event(
            title: hostile, description: hostile, location: hostile, price: 1_813)
        let token = try await centre.register("asha", name: hostile, email: address)
        let booking = try await centre.book(event, token: token)
        let till = try await centre.startPaying(booking, token: token)
        try await look(at: till, showing: hostile)
        try await centre.press("pay", at: till, booking: booking, token: token)
        let session = till.split(separator: "/").last ?? ""
        try await look(at: "/payment/sandbox/return?session_id=\(session)", showing: hostile)
        try await logIn("asha")
        let query = "%22%3E%3Cimg%20src=x%20onerror=%22window.pwned=1%22%3E"
        for path in ["/", "/e/\(event)", "/my/bookings", "/my/bookings/\(booking)"] {
            try await look(at: path, showing: hostile)
        }
        for path in [
            "/?q=\(query)", "/?kind=\(query)&from=\(query)&facilitator_id=\(query)", "/my/account",
            "/\(query)", "/e/\(query)", "/login?next=\(query)", "/sandbox/pay/\(query)",
            "/payment/sandbox/return?session_id=\(query)", "/docs#\(query)",
            "/my/bookings/\(query)",
        ] {
            try await look(at: path)
        }
        try await centre.cancel(event)
        try await browser.open("/my/notifications")
        try await browser.wait(forText: hostile)
        try await check("/my/notifications")
        try await lookAsFacilitator(event)
    }

    private func lookAsFacilitator(_ event: Int64) async throws {
        try await centre.notify(user: hostile, event: hostile)
        try await logInFacilitator("arjun")
        for path in [
            "/facilitator", "/facilitator/bookings", "/facilitator/users", "/facilitator/refunds",
            "/facilitator/events/\(event)",
        ] {
            try await look(at: path, showing: hostile)
        }
        try await look(at: "/facilitator/events/\(event)/edit")
        for path in ["/facilitator/users", "/facilitator/events/\(event)"] {
            try await browser.open(path)
            try await browser.wait(for: "document.getElementById('search')")
            try await browser.run(
                """
                const field = document.getElementById('search');
                field.value = arguments[0];
                field.dispatchEvent(new Event('input'));
                """, .string(hostile))
            try await check(path)
        }
        // The page that follows a login is of this site, and no script.
        try await browser.open("/login?next=javascript:window.pwned=1")
        try await check("/login")
    }

    func testLettersHoldNoMarkupOfTheirReaders() async throws {
        let event = try await centre.event(title: hostile, location: hostile)
        let token = try await centre.register("asha", name: hostile, email: address)
        try await centre.book(event, token: token)
        try await eventually { try !centre.letters().isEmpty }
        let letter = try XCTUnwrap(centre.letters().first)
        let page = try XCTUnwrap(
            letter.components(separatedBy: "Content-Type: ").first { $0.hasPrefix("text/html") })
        let content = page.components(separatedBy: "\r\n\r\n").dropFirst().first ?? ""
        let encoded = content.components(separatedBy: "--").first ?? ""
        let html = String(
            decoding: Data(base64Encoded: encoded, options: .ignoreUnknownCharacters) ?? Data(),
            as: UTF8.self)
        XCTAssertTrue(html.contains("&lt;script&gt;"), html)
        XCTAssertFalse(html.contains("<script"), html)
        XCTAssertFalse(html.contains("<img"), html)
        for line in letter.components(separatedBy: "\r\n\r\n")[0].split(separator: "\r\n") {
            XCTAssertFalse(line.contains("<script"), String(line))
        }
    }

    func testNoTextCanBecomeMarkupByScriptEither() async throws {
        try await browser.open("/")
        let outcome = try await browser.run(
            "try { document.body.innerHTML = '<b>x</b>'; return 'taken'; } catch { return 'refused'; }"
        )
        XCTAssertEqual(outcome.string, "refused")
        // The browser tells of what it refused.
        _ = try await browser.complaints()
    }

    private func look(at path: String, showing text: String? = nil) async throws {
        try await browser.open(path)
        try await browser.waitUntilDrawn()
        if let text { try await browser.wait(forText: text) }
        try await check(path)
    }

    private func check(_ path: String) async throws {
        let outcome = try await browser.run(
            """
            return [typeof window.pwned, document.querySelectorAll('img[onerror], main script').length]
            """)
        XCTAssertEqual(outcome, ["undefined", 0], path)
    }
}
