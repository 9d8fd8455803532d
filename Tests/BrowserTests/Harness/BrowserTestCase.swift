import TestSupport
import Timekeeping
import XCTest

/// A test with both services, demo data and a browser that shows their pages.
///
/// Every test also checks that the console has no errors and no request goes to another host.
class BrowserTestCase: XCTestCase {
    private(set) var system: TestSystem!
    private(set) var browser: Browser!

    override func setUp() async throws {
        let process = try await BrowserProcess.shared.value
        // Teardown blocks run in reverse order, also if a later line throws.
        system = try await TestSystem(demo: true, now: WallClock.system.now())
        addTeardownBlock { [system] in await system?.close() }
        browser = try await process.newTab(at: system.main.base)
        addTeardownBlock { [browser, system] in
            guard let browser, let system else { return }
            try await Self.checkConsoleAndRequests(in: browser, at: system)
        }
        try await browser.resize(width: 1_280, height: 900)
    }

    private static func checkConsoleAndRequests(
        in browser: Browser, at system: TestSystem
    ) async throws {
        let errors = try await browser.consoleErrors()
        XCTAssertEqual(errors, [])
        let allowed = [
            "\(system.main.base)/", "\(system.crm.base)/", "data:", "blob:", "about:", "chrome",
        ]
        for address in try await browser.requests() {
            XCTAssertTrue(
                allowed.contains { address.hasPrefix($0) }, "a request went to \(address)")
        }
    }

    /// Logs in a registered guest on the login page.
    func logIn(_ username: String, next: String = "/") async throws {
        try await browser.open("/login?next=\(next)")
        try await browser.fill("username", username)
        try await browser.fill("password", TestClient.password(of: username))
        try await browser.click("main form button")
        try await browser.wait(for: "location.pathname === '\(next)'")
        try await browser.waitUntilDrawn()
    }

    /// Logs in a demo facilitator.
    func logInFacilitator(_ username: String, home: String = "/facilitator") async throws {
        try await browser.open("/facilitator/login")
        try await browser.fill("username", username)
        try await browser.fill("password", "\(username)123")
        try await browser.click("main form button")
        try await browser.wait(for: "location.pathname === '\(home)'")
        try await browser.waitUntilDrawn()
    }

    /// Logs in the demo owner.
    func logInOwner() async throws {
        try await logInFacilitator("asha", home: "/facilitator/centre")
    }
}
