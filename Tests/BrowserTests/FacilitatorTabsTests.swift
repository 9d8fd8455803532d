import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// One login of a facilitator for all tabs of the browser.
final class FacilitatorTabsTests: BrowserTestCase {
    func testANewTabIsLoggedInAndALogOutEndsAllTabs() async throws {
        let event = try await system.talk(title: "Evening Talk")
        try await logInFacilitator("arjun")
        let first = try await browser.openTab()
        try await browser.open("/facilitator/events/\(event)")
        try await browser.wait(forText: "Evening Talk")
        // The handover leaves no trace in a storage that outlives the tabs.
        let stored = try await browser.run("return localStorage.length")
        XCTAssertEqual(stored, 0)
        try await browser.click(named: "Log out everywhere")
        try await browser.wait(for: "location.pathname === '/facilitator/login'")
        let second = try await browser.turn(to: first)
        try await browser.wait(for: "location.pathname === '/facilitator/login'")
        let tokens = try await browser.run("return sessionStorage.getItem('facilitator')")
        XCTAssertEqual(tokens, .null)
        // A login in one tab lets the other go on where it was.
        try await browser.waitUntilDrawn()
        try await browser.fill("username", "arjun")
        try await browser.fill("password", "arjun123")
        try await browser.click("main form button")
        try await browser.wait(for: "location.pathname === '/facilitator'")
        try await browser.turn(to: second)
        try await browser.wait(for: "location.pathname === '/facilitator'")
        try await browser.closeTab(turningTo: first)
    }

    func testATokenThatIsRefusedIsNotHandedOn() async throws {
        try await logInFacilitator("arjun")
        let first = try await browser.openTab()
        try await browser.open("/facilitator")
        try await browser.waitUntilDrawn()
        let arjun = try await browser.runAsync(
            """
            const { facilitator } = await import(document.querySelector('link[href$="session.js"]').href);
            return facilitator.current.token;
            """)
        // As on another device, whose tabs this browser does not hear.
        let ended = try await system.crm.with(token: arjun.string ?? "").post("/auth/logout")
        XCTAssertEqual(ended.status, 204, ended.text)
        try await browser.wait(for: "sessionStorage.getItem('facilitator') === null")
        let second = try await browser.turn(to: first)
        try await browser.wait(for: "sessionStorage.getItem('facilitator') === null")
        try await browser.open("/facilitator/users")
        try await browser.wait(for: "location.pathname === '/facilitator/login'")
        try await browser.waitUntilDrawn()
        try await browser.turn(to: second)
        try await browser.closeTab(turningTo: first)
    }

    func testAnExpiredLoginAsksAgainAndTheFormIsSent() async throws {
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/new-event")
        try await browser.waitUntilDrawn()
        try await browser.set([
            ("title", "Long in writing"), ("time_zone", "UTC"),
            ("starts_at", "2030-07-01T10:00"), ("ends_at", "2030-07-01T12:30"),
        ])
        try await browser.run(
            """
            const login = JSON.parse(sessionStorage.getItem('facilitator'));
            sessionStorage.setItem('facilitator', JSON.stringify({ ...login, token: `${login.token}x` }));
            """)
        try await browser.click(named: "Publish")
        try await browser.wait(forText: "Your login has ended.")
        try await browser.fill("username", "arjun")
        try await browser.fill("password", "arjun123")
        try await browser.click("dialog form button")
        try await browser.wait(
            for: "document.querySelector('h1').textContent === 'Long in writing'")
    }
}
