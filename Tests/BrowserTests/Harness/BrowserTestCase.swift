import Foundation
import XCTest

/// A test with a centre of its own and a browser that looks at it.
///
/// Whatever the test is about, the console must have nothing to say and no request may go to
/// another host.
class BrowserTestCase: XCTestCase {
    private(set) var centre: Centre!
    private(set) var browser: Browser!

    override func setUp() async throws {
        let process = try await BrowserProcess.shared.value
        // These run last first, and also when something fails from here on.
        centre = try await Centre()
        addTeardownBlock { [centre] in await centre?.close() }
        browser = try await process.newTab(at: centre.site)
        addTeardownBlock { [browser, centre] in
            guard let browser, let centre else { return }
            try await Self.checkThatNothingWasAmiss(in: browser, at: centre)
        }
        try await browser.resize(width: 1_280, height: 900)
    }

    private static func checkThatNothingWasAmiss(
        in browser: Browser, at centre: Centre
    ) async throws {
        let complaints = try await browser.complaints()
        XCTAssertEqual(complaints, [])
        for address in try await browser.requests() {
            let isOwn = ["\(centre.site)/", "\(centre.crm)/", "data:", "blob:", "about:", "chrome"]
                .contains { address.hasPrefix($0) }
            XCTAssertTrue(isOwn, "a request went to \(address)")
        }
    }

    // Steps that many journeys have

    /// Logs a registered guest in on the page for that.
    func logIn(_ username: String, next: String = "/") async throws {
        try await browser.open("/login?next=\(next)")
        try await browser.fill("username", username)
        try await browser.fill("password", Centre.password)
        try await browser.click("main form button")
        try await browser.wait(for: "location.pathname === '\(next)'")
        try await browser.waitUntilDrawn()
    }

    /// Logs one of the demo facilitators in.
    func logInFacilitator(_ username: String) async throws {
        try await browser.open("/facilitator/login")
        try await browser.fill("username", username)
        try await browser.fill("password", "\(username)123")
        try await browser.click("main form button")
        try await browser.wait(for: "location.pathname === '/facilitator'")
        try await browser.waitUntilDrawn()
    }
}
