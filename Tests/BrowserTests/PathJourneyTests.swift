import JSONCoding
import Platform
import TestSupport
import Timekeeping
import XCTest

/// The pages below a path of a host, behind nginx that removes the path or does not.
final class PathJourneyTests: XCTestCase {
    private var system: TestSystem!
    private var proxy: PathProxy!
    private var browser: Browser!

    private func start(removesPath: Bool) async throws {
        let port = try ReservedPort()
        let system = try await TestSystem(
            demo: true, now: WallClock.system.now(), environment: PathProxy.settings(port: port))
        addTeardownBlock { await system.close() }
        let proxy = try await PathProxy(to: system, on: port, removesPath: removesPath)
        addTeardownBlock { proxy.close() }
        browser = try await BrowserProcess.shared.value.newTab(at: proxy.origin)
        try await browser.resize(width: 1_280, height: 900)
        (self.system, self.proxy) = (system, proxy)
    }

    func testJourneysBelowAPath() async throws {
        try await start(removesPath: false)
        try await checkJourney()
    }

    func testAGuestAndAFacilitatorFindTheirWayBelowARemovedPath() async throws {
        try await start(removesPath: true)
        try await checkJourney()
    }

    private func checkJourney() async throws {
        let event = try await system.talk(title: "Sound Journey", price: 1_800)
        try await browser.open("/book/?q=Sound")
        try await browser.click(named: "Sound Journey")
        try await browser.wait(for: "location.pathname === '/book/e/\(event)'")
        try await browser.waitUntilDrawn()
        try await checkLinks()
        try await browser.click(named: "Book and pay €18")
        try await browser.fill("username", "asha")
        try await browser.fill("password", TestClient.password(of: "asha"))
        try await browser.click(named: "Register")
        try await browser.wait(for: "location.pathname.startsWith('/book/sandbox/pay/')")
        try await checkLinks()
        try await browser.click(named: "Pay")
        try await browser.click(named: "To my booking")
        try await browser.wait(forText: "Confirmed")
        let booking = try await browser.path
        XCTAssertTrue(booking.hasPrefix("/book/my/bookings/"), booking)
        for path in [booking, "/book/my/bookings", "/book/my/notifications", "/book/my/account"] {
            try await browser.open(path)
            try await browser.waitUntilDrawn()
            try await checkLinks()
        }

        // A page for guests leads a visitor to the login and back.
        try await browser.run("localStorage.clear()")
        try await browser.open("/book/my/bookings")
        try await browser.wait(for: "location.pathname === '/book/login'")
        try await browser.waitUntilDrawn()
        try await checkLinks()
        try await browser.fill("username", "asha")
        try await browser.fill("password", TestClient.password(of: "asha"))
        try await browser.click("main form button")
        try await browser.wait(for: "location.pathname === '/book/my/bookings'")

        try await browser.open("/book/facilitator")
        try await browser.wait(for: "location.pathname === '/book/facilitator/login'")
        try await browser.fill("username", "arjun")
        try await browser.fill("password", "arjun123")
        try await browser.click("main form button")
        try await browser.wait(for: "location.pathname === '/book/facilitator'")
        for path in [
            "", "/bookings", "/refunds", "/users", "/account", "/new-event", "/events/\(event)",
            "/events/\(event)/edit", "/events/\(event)/seats",
        ] {
            try await browser.open("/book/facilitator" + path)
            try await browser.waitUntilDrawn()
            try await checkLinks()
        }
        try await browser.click("a.crumb")
        try await browser.wait(for: "location.pathname === '/book/facilitator/events/\(event)'")
        let requests = try await browser.requests().filter { $0.hasPrefix("http") }
        for address in requests {
            XCTAssertTrue(
                ["/book/", "/crm/"].contains { address.hasPrefix(proxy.origin + $0) }, address)
        }
        let errors = try await browser.consoleErrors()
        XCTAssertEqual(errors, [])
    }

    /// Checks that each address on the page, as its script has drawn it, is below the path and opens.
    private func checkLinks(line: UInt = #line) async throws {
        let wrong = try await browser.runAsync(
            """
            const all = [...document.querySelectorAll('[href], [src], form[action]')]
                .map((one) => new URL(one.getAttribute('href') ?? one.getAttribute('src') ?? one.getAttribute('action'), location.href))
                .filter((one) => one.origin === location.origin)
                .map((one) => one.pathname + one.search);
            const outside = all.filter((path) => !path.startsWith('/book/'));
            const closed = [];
            for (const path of new Set(all)) {
                const answer = await fetch(path, { headers: { Accept: 'text/html' } });
                if (!answer.ok) closed.push(path);
            }
            return [...outside, ...closed];
            """)
        let path = try await browser.path
        XCTAssertEqual(wrong, [], path, line: line)
    }
}
