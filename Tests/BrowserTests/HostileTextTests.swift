import XCTest

/// Text that would like to be markup stays text, wherever it is shown.
final class HostileTextTests: BrowserTestCase {
    private let hostile =
        #""><img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'{{7*7}}"#

    func testWhatPeopleTypeIsShownAsTheyTypedIt() async throws {
        let event = try await centre.event(
            title: hostile, description: hostile, location: hostile)
        try await centre.book(event, token: centre.register("asha", name: hostile))
        try await logIn("asha")
        for path in [
            "/", "/?q=%22%3E%3Cimg%20src=x%20onerror=%22window.pwned=1%22%3E", "/e/\(event)",
            "/my/bookings", "/my/account", "/my/notifications",
        ] {
            try await look(at: path)
        }
        try await logInFacilitator("arjun")
        for path in [
            "/facilitator", "/facilitator/bookings", "/facilitator/users",
            "/facilitator/events/\(event)", "/facilitator/events/\(event)/edit",
        ] {
            try await look(at: path)
            if !path.hasSuffix("edit") { try await browser.wait(forText: hostile) }
        }
        try await browser.open("/login?next=javascript:window.pwned=1")
        try await check("/login")
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

    private func look(at path: String) async throws {
        try await browser.open(path)
        try await browser.waitUntilDrawn()
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
