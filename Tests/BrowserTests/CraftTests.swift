import Foundation
import XCTest

/// Every page, narrow and wide, light and dark.
final class CraftTests: BrowserTestCase {
    /// Where to put a picture of each page; nil for nowhere.
    private let pictures = ProcessInfo.processInfo.environment["SCREENSHOTS"]

    func testEveryPageHoldsUnderTheAudit() async throws {
        let token = try await centre.register("asha", name: "Asha Rao")
        let talk = try await centre.event(title: "Evening Talk", price: 1_800)
        try await centre.book(4, seats: 2, token: token)
        try await centre.book(talk, token: token)
        try await check([
            "/", "/?q=nothing+like+this", "/e/5", "/e/999", "/login", "/register", "/docs",
        ])
        try await logIn("asha")
        try await check(["/e/\(talk)", "/my/bookings", "/my/notifications", "/my/account"])
        let booking = try await browser.runAsync(
            """
            const { guest } = await import(document.querySelector('link[href$="session.js"]').href);
            return (await guest.get('/bookings')).data[1].id;
            """)
        try await check(["/my/bookings/\(booking.integer ?? 0)"])
        try await check(["/my/bookings"], dialog: "Cancel ...", named: "cancel-booking")
        try await browser.open("/facilitator/login")
        try await check(["/facilitator/login"])
        try await logInFacilitator("priya")
        try await check([
            "/facilitator", "/facilitator/bookings", "/facilitator/users", "/facilitator/refunds",
            "/facilitator/new-event",
            "/facilitator/events/4", "/facilitator/events/2/edit",
        ])
        try await check(
            ["/facilitator/events/4"], dialog: "Cancel the event ...", named: "cancel-event")
    }

    func testTheFirstPageIsSmall() async throws {
        _ = try await browser.octetsReceived()
        try await browser.open("/")
        try await browser.waitUntilDrawn()
        try await browser.wait(
            for: "performance.getEntriesByType('resource').every((one) => one.responseEnd > 0)")
        let received = try await browser.octetsReceived()
        XCTAssertGreaterThan(received, 5_000)
        XCTAssertLessThan(received, 60_000)
    }

    func testEventsCanBeReadWithoutScripts() async throws {
        try await browser.allowScripts(false)
        try await browser.open("/?kind=retreat&facilitator_id=2")
        try await browser.click(named: "Meditation Retreat")
        try await browser.allowScripts(true)
        try await browser.wait(forText: "Three quiet days by the Ganga")
        try await browser.wait(forText: "until 30 days before the start")
    }

    func testWhoeverDislikesMotionSeesNone() async throws {
        try await browser.prefer(dark: false, reducedMotion: true)
        try await browser.open("/my/bookings")
        try await browser.waitUntilDrawn()
        let moving = try await browser.run("return document.getAnimations().length")
        XCTAssertEqual(moving, 0)
    }

    /// Holds each page in every form, and takes a picture where pictures are wanted.
    private func check(_ paths: [String], dialog: String? = nil, named: String? = nil) async throws
    {
        for path in paths {
            try await browser.open(path)
            try await browser.waitUntilDrawn()
            if let dialog {
                try await browser.click(named: dialog)
                try await browser.wait(for: "document.querySelector('dialog[open]')")
            }
            for (width, size) in [(1_440, "wide"), (360, "narrow")] {
                for dark in [false, true] {
                    try await browser.resize(width: width, height: width == 360 ? 780 : 900)
                    try await browser.prefer(dark: dark, reducedMotion: true)
                    let findings = try await Audit.findings(in: browser)
                    XCTAssertEqual(findings, [], "\(path) \(size) \(dark ? "dark" : "light")")
                    try await picture(
                        named ?? path, "\(size)-\(dark ? "dark" : "light")", width: width)
                }
            }
        }
    }

    private func picture(_ page: String, _ form: String, width: Int) async throws {
        guard let pictures else { return }
        let height = try await browser.run(
            "return document.querySelector('dialog') ? innerHeight : Math.min(2400, document.documentElement.scrollHeight)"
        )
        try await browser.resize(width: width, height: Int(height.integer ?? 900))
        let words = page.split { !$0.isLetter && !$0.isNumber }
        let name = words.isEmpty ? "events" : words.joined(separator: "-")
        let file = URL(fileURLWithPath: pictures).appendingPathComponent("\(name)-\(form).png")
        try await browser.screenshot().write(to: file)
    }
}
