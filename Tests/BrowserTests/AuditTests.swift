import Foundation
import HTTP
import JSONCoding
import XCTest

@testable import MainAPI

/// Every page in every state: narrow and wide, light and dark.
final class AuditTests: BrowserTestCase {
    /// Where to put a picture of each page; nil for nowhere.
    private let pictures = ProcessInfo.processInfo.environment["SCREENSHOTS"]
    private var seen: Set<String> = []

    func testEveryPageHolds() async throws {
        let token = try await centre.register("asha", name: "Asha Rao")
        try await checkForEverybody()
        let talk = try await checkPaying(token)
        try await checkForGuests(token)
        try await checkForFacilitators(token, talk)
        for page in ApplicationPage.all {
            XCTAssertTrue(seen.contains { matches($0, page.pattern.text) }, page.pattern.text)
        }
        await centre.stopCRM()
        try await check("/facilitator", named: "crm-away")
    }

    private func checkForEverybody() async throws {
        for path in ["/", "/?q=nothing+like+this", "/e/5", "/login", "/register", "/docs"] {
            try await check(path)
        }
        try await check("/e/999", named: "no-such-event")
        try await check("/register", named: "register-faults") {
            try await self.browser.fill("username", "no good name")
            try await self.browser.click("main form button")
            try await self.browser.wait(for: "document.querySelector('[aria-invalid=true]')")
        }
        try await check("/e/4", named: "register-over-event") {
            try await self.browser.click(named: "Book")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
    }

    /// Pays for an event whose words are as long as they can be; answers its id.
    private func checkPaying(_ token: String) async throws -> Int64 {
        let talk = try await centre.event(
            title: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk, a Talk",
            location: "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", price: 1_800)
        let held = try await centre.book(talk, seats: 2, token: token)
        let till = try await centre.startPaying(held, token: token)
        let session = till.split(separator: "/").last ?? ""
        let back = "/payment/sandbox/return?session_id=\(session)"
        try await check(till, named: "sandbox")
        try await check(till + "?chosen=decline", named: "sandbox-declined")
        try await check(back + "&cancelled=1", named: "return-unpaid")
        try await check(back, named: "return-held")
        try await logIn("asha")
        try await check("/e/\(talk)", named: "event-held")
        try await check("/my/bookings/\(held)", named: "booking-held")
        try await centre.press("pay", at: till, booking: held, token: token)
        try await check(till, named: "sandbox-paid")
        try await check(back, named: "return-paid")
        try await check("/e/\(talk)", named: "event-booked")
        try await check("/my/bookings/\(held)", named: "booking-paid")
        return talk
    }

    private func checkForGuests(_ token: String) async throws {
        try await centre.book(4, seats: 2, token: token)
        let gone = try await centre.event(title: "Doomed Talk", price: 2_000)
        try await centre.bookAndPay(gone, token: token)
        try await centre.cancel(gone)
        for path in ["/my/bookings", "/my/notifications", "/my/account"] {
            try await check(path)
        }
        try await check("/my/bookings/999", named: "no-such-booking")
        try await check("/my/bookings", named: "cancel-booking") {
            try await self.browser.click(named: "Cancel ...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
    }

    private func checkForFacilitators(_ token: String, _ talk: Int64) async throws {
        // The sandbox gives no amount back that ends in 13.
        let unlucky = try await centre.event(title: "Unlucky Talk", price: 1_813)
        try await centre.bookAndPay(unlucky, token: token)
        try await centre.cancel(unlucky)
        try await check("/facilitator/login")
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/refunds")
        try await browser.wait(forText: "Try again")
        for path in [
            "/facilitator", "/facilitator/bookings", "/facilitator/users", "/facilitator/refunds",
            "/facilitator/new-event", "/facilitator/events/\(unlucky)",
            "/facilitator/events/\(talk)",
            "/facilitator/events/5/edit",
        ] {
            try await check(path)
        }
        try await check("/facilitator/new-event", named: "new-event-faults") {
            try await self.browser.click(named: "Put it up")
            try await self.browser.wait(for: "document.querySelector('[aria-invalid=true]')")
        }
        try await check("/facilitator/events/5", named: "cancel-event") {
            try await self.browser.click(named: "Cancel the event ...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
    }

    private func matches(_ path: String, _ pattern: String) -> Bool {
        let (path, pattern) = (path.split(separator: "/"), pattern.split(separator: "/"))
        return path.count == pattern.count
            && zip(path, pattern).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }

    /// Holds a page in every form, and takes a picture where pictures are wanted.
    private func check(
        _ path: String, named: String? = nil, state: () async throws -> Void = {}
    ) async throws {
        seen.insert(String(path.prefix { $0 != "?" }))
        try await browser.resize(width: 1_440, height: 900)
        try await browser.open(path)
        try await browser.waitUntilDrawn()
        try await state()
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
        let unmarked = try await Audit.unmarkedFocus(in: browser)
        XCTAssertEqual(unmarked, [], path)
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

    /// The audit is worth something only if it notices.
    func testTheAuditNotices() async throws {
        let harms = [
            ("document.documentElement.removeAttribute('lang')", "names no language"),
            ("document.title = ''", "has no title"),
            ("document.querySelector('footer').remove()", "no landmark footer"),
            ("document.getElementById('live').remove()", "nothing tells of changes"),
            ("add('h1', 'x')", "2 first headings"),
            ("add('h6', 'x'); add('h4', 'x')", "skips a level"),
            ("add('p', 'x').id = add('p', 'y').id = 'twice'", "id twice stands twice"),
            ("add('img')", "no alt"),
            ("add('button')", "no name"),
            ("add('input')", "no label"),
            ("add('p', 'x').tabIndex = 3", "a tabindex of its own"),
            ("add('p', 'x').setAttribute('aria-describedby', 'gone')", "leads nowhere"),
            ("add('input').ariaInvalid = 'true'", "a fault without words"),
            ("add('p', 'pale').style.color = '#9aa3b2'", "contrast 2."),
            ("add('p', 'x').style.width = '4000px'", "too wide"),
            ("add('button', 'x').style = 'height: 9px; padding: 0'", "too small to hit"),
            ("document.querySelector('.glow').style.opacity = 1", "contrast"),
        ]
        try await browser.prefer(dark: false)
        for (harm, finding) in harms {
            try await browser.open("/e/4")
            try await browser.waitUntilDrawn()
            try await browser.run(
                """
                const main = document.querySelector('main');
                const add = (name, text = '') =>
                    main.appendChild(Object.assign(document.createElement(name), { textContent: text }));
                \(harm);
                """)
            let found = try await Audit.findings(in: browser)
            XCTAssertTrue(found.contains { $0.contains(finding) }, "\(harm): \(found)")
        }
        try await browser.open("/login")
        try await browser.waitUntilDrawn()
        try await browser.run(
            """
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('button:focus-visible { outline: none; }');
            document.adoptedStyleSheets = [sheet];
            """)
        let unmarked = try await Audit.unmarkedFocus(in: browser)
        XCTAssertTrue(unmarked.contains { $0.contains("<button") }, "\(unmarked)")
    }
}
