import Foundation
import XCTest

/// A test with its own system and a browser that shows its site.
///
/// Every test also checks that the console has no errors and no request goes to another host.
class BrowserTestCase: XCTestCase {
    private(set) var centre: Centre!
    private(set) var browser: Browser!

    override func setUp() async throws {
        let process = try await BrowserProcess.shared.value
        // Teardown blocks run in reverse order, also if a later line throws.
        centre = try await Centre()
        addTeardownBlock { [centre] in await centre?.close() }
        browser = try await process.newTab(at: centre.site)
        addTeardownBlock { [browser, centre] in
            guard let browser, let centre else { return }
            try await Self.checkConsoleAndRequests(in: browser, at: centre)
        }
        try await browser.resize(width: 1_280, height: 900)
    }

    private static func checkConsoleAndRequests(
        in browser: Browser, at centre: Centre
    ) async throws {
        let errors = try await browser.consoleErrors()
        XCTAssertEqual(errors, [])
        for address in try await browser.requests() {
            let isOwn = ["\(centre.site)/", "\(centre.crm)/", "data:", "blob:", "about:", "chrome"]
                .contains { address.hasPrefix($0) }
            XCTAssertTrue(isOwn, "a request went to \(address)")
        }
    }

    /// Logs in a registered guest on the login page.
    func logIn(_ username: String, next: String = "/") async throws {
        try await browser.open("/login?next=\(next)")
        try await browser.fill("username", username)
        try await browser.fill("password", Centre.password)
        try await browser.click("main form button")
        try await browser.wait(for: "location.pathname === '\(next)'")
        try await browser.waitUntilDrawn()
    }

    /// Logs in a demo facilitator.
    func logInFacilitator(_ username: String) async throws {
        try await browser.open("/facilitator/login")
        try await browser.fill("username", username)
        try await browser.fill("password", "\(username)123")
        try await browser.click("main form button")
        try await browser.wait(for: "location.pathname === '/facilitator'")
        try await browser.waitUntilDrawn()
    }
}
