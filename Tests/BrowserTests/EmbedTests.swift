import HTTP
import HTTPClient
import JSONCoding
import TestSupport
import Timekeeping
import XCTest

/// The list of events in a frame of another site.
///
/// The console has the browser's refusal of a frame, so this is no ``BrowserTestCase``.
final class EmbedTests: XCTestCase {
    private var system: TestSystem!
    private var site: RunningServer!
    private var browser: Browser!

    override func setUp() async throws {
        system = try await TestSystem(demo: true, now: WallClock.system.now())
        var routes = Routes()
        let list = "\(system.main.base)/embed?kind=retreat"
        routes.get("/", by: .anyone) { _, _ in
            Response(
                .ok, type: "text/html",
                body: Array(
                    "<!doctype html><title>Guide</title><iframe src=\"\(list)\"></iframe>".utf8))
        }
        site = try Server(
            ServerConfiguration(address: .anyLoopbackPort),
            router: Router(routes, cors: CORS(origins: []))
        ).start()
        browser = try await BrowserProcess.shared.value.newTab(at: "http://\(site.address)")
    }

    override func tearDown() async throws {
        site.stop()
        await system.close()
    }

    func testAnotherSiteShowsTheListOnlyIfItsOriginIsAllowed() async throws {
        try await browser.open("/")
        try await browser.enterFrame()
        let refused = try await browser.run("return document.querySelectorAll('.event').length")
        XCTAssertEqual(refused, 0)
        let asha = try await system.facilitator("asha")
        let allowed = try await asha.put(
            "/api/centre", #"{"embed_origins": ["http://\#(site.address)"]}"#)
        XCTAssertEqual(allowed.status, 200, allowed.text)
        try await browser.open("/")
        try await browser.enterFrame()
        try await browser.wait(for: "document.querySelectorAll('.event').length > 0")
        let kinds = try await browser.run(
            "return [...document.querySelectorAll('.event')].every((one) => one.textContent.includes('Retreat'))"
        )
        XCTAssertEqual(kinds, true)
        // Other pages are not shown in frames.
        let page = try await system.main.get("/")
        XCTAssertTrue(
            page["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
        try await browser.click(".event h3 a")
        try await browser.leaveFrame()
        try await browser.wait(for: "location.href.startsWith('\(system.main.base)/e/')")
    }
}
