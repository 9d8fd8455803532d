import Foundation
import HTTP
import HTTPClient
import JSONCoding
import TestSupport
import XCTest

@testable import MainAPI

/// Checks every page in every state: narrow and wide, light and dark.
final class AuditTests: BrowserTestCase {
    /// The folder for screenshots of each page; nil or empty to take none.
    private let screenshotFolder = ProcessInfo.processInfo.environment["SCREENSHOTS"]
    private var checkedPaths: Set<String> = []

    func testEveryPageIsAccessible() async throws {
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await checkPublicPages()
        let talk = try await checkPayment(asha)
        try await checkGuestPages(asha)
        try await checkFacilitatorPages(asha, talk)
        try await checkCentrePages()
        for page in ApplicationPage.all {
            XCTAssertTrue(
                checkedPaths.contains { matches($0, page.pattern.text) }, page.pattern.text)
        }
        await system.stopCRM()
        try await check("/facilitator", named: "crm-unreachable")
    }

    func testEveryStateOfAWaitIsAccessible() async throws {
        let asha = try await system.guest("asha", name: "Asha Rao")
        let bhavin = try await system.main.registered("bhavin", name: "Bhavin Shah")
        let event = try await system.event(
            title: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk, a Talk", capacity: 4,
            price: 150_000,
            refundPolicy: """
                [{"hours_before": 48, "percent": 50, "percent_if_filled": 100},
                 {"hours_before": 24, "percent": 0, "percent_if_filled": 80}]
                """)
        try await system.guest("chitra", name: "Chitra Nair").bookAndPay(event)
        try await check("/e/\(event)", named: "waitlist-few") {
            try await self.browser.click("#waitlist summary")
        }
        let booking = try await asha.bookAndPay(event, seats: 3)
        try await check("/e/\(event)", named: "waitlist-full")
        try await bhavin.joinWaitlist(event, seats: 3, acceptsFewer: true)
        try await check("/?q=talk", named: "waitlist-list")
        try await check("/?view=week&q=talk", named: "waitlist-week")
        try await logIn("bhavin")
        try await check("/e/\(event)", named: "waitlist-waiting")
        try await check("/my/bookings", named: "waitlist-bookings")
        try await check("/e/\(event)", named: "waitlist-leave") {
            try await self.browser.click(named: "Leave the waiting list ...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
        try await browser.run("localStorage.clear()")
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await check("/my/bookings/\(booking)", named: "contingent-dialog") {
            try await self.browser.click(named: "Cancel ...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
        try await asha.cancelBooking(booking)
        try await check("/my/bookings/\(booking)", named: "contingent-open")
        try await browser.run("localStorage.clear()")
        try await logIn("bhavin", next: "/my/bookings")
        let offer = try await bhavin.get("/bookings").json["data"]?[0]?["id"]?.int ?? 0
        for (path, name) in [
            ("/e/\(event)", "offer-event"), ("/my/bookings/\(offer)", "offer-booking"),
            ("/my/bookings", "offer-bookings"), ("/my/notifications", "offer-messages"),
        ] {
            try await check(path, named: name)
        }
        try await check("/my/bookings/\(offer)", named: "offer-decline") {
            try await self.browser.click(named: "No, thanks ...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
    }

    private func checkPublicPages() async throws {
        for path in [
            "/", "/?view=week", "/?series_id=1", "/?q=nothing+like+this", "/e/5", "/e/13", "/login",
            "/register", "/docs",
            "/forgot", "/reset", "/confirm", "/facilitator/forgot", "/facilitator/reset",
            "/facilitator/confirm",
        ] {
            try await check(path)
        }
        try await check("/reset#token", named: "reset-form")
        try await check("/e/999", named: "no-such-event")
        try await check("/register", named: "register-errors") {
            try await self.browser.fill("username", "no good name")
            try await self.browser.click("main form button")
            try await self.browser.wait(for: "document.querySelector('[aria-invalid=true]')")
        }
        try await check("/e/4", named: "register-over-event") {
            try await self.browser.click(named: "Book")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
    }

    /// Pays for an event with very long words; returns its id.
    private func checkPayment(_ asha: TestClient) async throws -> Int {
        let talk = try await system.talk(
            title: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk, a Talk",
            location: "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", price: 1_800)
        let held = try await asha.book(talk, seats: 2)
        let checkout = try await asha.startPaying(held)
        let session = checkout.split(separator: "/").last ?? ""
        let returnPath = "/payment/sandbox/return?session_id=\(session)"
        try await check(checkout, named: "sandbox")
        try await check(checkout + "?chosen=decline", named: "sandbox-declined")
        try await check(returnPath + "&cancelled=1", named: "return-unpaid")
        try await check(returnPath, named: "return-held")
        try await logIn("asha")
        try await check("/e/\(talk)", named: "event-held")
        try await check("/my/bookings/\(held)", named: "booking-held")
        try await asha.press("pay", on: checkout)
        try await asha.booking(held, until: "confirmed")
        try await check(checkout, named: "sandbox-paid")
        try await check(returnPath, named: "return-paid")
        try await check("/e/\(talk)", named: "event-booked")
        try await check("/my/bookings/\(held)", named: "booking-paid")
        try await check("/my/bookings/\(held)/receipt", named: "receipt")
        return talk
    }

    private func checkGuestPages(_ asha: TestClient) async throws {
        try await asha.book(4, seats: 2)
        let cancelled = try await system.talk(title: "Doomed Talk", price: 2_000)
        try await asha.bookAndPay(cancelled)
        try await system.cancel(cancelled)
        for path in ["/my/bookings", "/my/notifications", "/my/account"] {
            try await check(path)
        }
        try await checkDates(asha)
        try await check("/my/bookings/999", named: "no-such-booking")
        try await check("/my/bookings", named: "cancel-booking") {
            try await self.browser.click(named: "Cancel ...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
    }

    /// The dates of the demo data's series: two are held, one was booked meanwhile.
    private func checkDates(_ asha: TestClient) async throws {
        try await asha.book(14)
        try await check("/e/13", named: "dates-held") {
            let form = ".dates-form:not([hidden])"
            try await self.browser.wait(for: "document.querySelector('\(form)')")
            for event in [13, 15, 16] {
                try await self.browser.click("[data-date='\(event)'] input")
            }
            try await asha.book(15)
            try await self.browser.click(named: "Book 3 dates")
            try await self.browser.wait(forText: "2 dates held for you.")
        }
    }

    private func checkFacilitatorPages(_ asha: TestClient, _ talk: Int) async throws {
        // The sandbox fails to refund amounts that end in 13.
        let unlucky = try await system.talk(title: "Unlucky Talk", price: 1_813)
        try await asha.bookAndPay(unlucky)
        try await system.cancel(unlucky)
        try await check("/facilitator/login")
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/refunds")
        try await browser.wait(forText: "Try again")
        let walkIn = try await addGuest(to: talk)
        for path in [
            "/facilitator", "/facilitator/account", "/facilitator/bookings", "/facilitator/users",
            "/facilitator/refunds", "/facilitator/bookings/\(walkIn)",
            "/facilitator/bookings/\(walkIn)/receipt",
            "/facilitator/new-event", "/facilitator/events/\(unlucky)",
            "/facilitator/events/\(talk)",
            "/facilitator/events/5/edit",
            "/facilitator/events/\(talk)/seats",
        ] {
            try await check(path)
        }
        try await check("/facilitator/new-event", named: "new-event-errors") {
            try await self.browser.click(named: "Publish")
            try await self.browser.wait(for: "document.querySelector('[aria-invalid=true]')")
        }
        try await checkBookingForms(of: walkIn, at: talk)
        try await checkEventForms(talk)
        try await checkWaitlist()
        try await checkSeries()
        try await check("/facilitator/events/5", named: "cancel-event") {
            try await self.browser.click(named: "Cancel the event ...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
    }

    private func checkCentrePages() async throws {
        try await check("/facilitator/centre", named: "centre-for-a-facilitator")
        try await browser.run("sessionStorage.clear()")
        try await logInOwner()
        for path in [
            "", "/settings", "/facilitators", "/guests", "/events", "/bookings", "/money",
            "/money?by=event", "/refunds",
        ] {
            try await check("/facilitator/centre\(path)")
        }
        for button in ["Add a facilitator", "Edit", "New password link", "Disable"] {
            try await checkDialog("/facilitator/centre/facilitators", button)
        }
        try await checkDialog("/facilitator/centre/guests", "Erase")
        try await check("/facilitator/centre/settings", named: "centre-settings-errors") {
            try await self.browser.run("document.querySelector('[name=has_accent]').click()")
            try await self.browser.set([("accent", "#ffee88"), ("name", "")])
            try await self.browser.click(named: "Save")
            try await self.browser.wait(for: "document.querySelector('[aria-invalid=true]')")
        }
        try await check("/facilitator?for=2", named: "work-for-a-facilitator")
        try await check("/facilitator/account?for=2", named: "profile-of-a-facilitator")
    }

    /// Books seats for a guest who has paid some of the price and has not come; returns its ID.
    private func addGuest(to event: Int) async throws -> Int {
        let added = try await system.service.post(
            "/api/facilitator/2/events/\(event)/bookings",
            """
            {"name": "Hema Rao", "email": "hema.rao.with.a.long.address@mail.example.org",
             "seats": 2, "paid": {"amount": 1000, "method": "cash"}, "note": "Needs a chair."}
            """)
        XCTAssertEqual(added.status, 201, added.text)
        let id = try XCTUnwrap(added.json["id"]?.int)
        let ticked = try await system.service.post(
            "/api/facilitator/2/bookings/\(id)/attendance", #"{"status": "no_show"}"#)
        XCTAssertEqual(ticked.status, 200, ticked.text)
        return id
    }

    private func checkBookingForms(of booking: Int, at event: Int) async throws {
        for button in ["Add a guest", "Write to all"] {
            try await checkDialog("/facilitator/events/\(event)", button)
        }
        for button in ["Take", "Move", "Give money back", "Edit", "Cancel"] {
            try await checkDialog("/facilitator/bookings/\(booking)", button)
        }
        try await check("/facilitator/events/\(event)", named: "roster-steps") {
            try await self.browser.click(".more-steps summary")
        }
    }

    private func checkDialog(_ path: String, _ button: String) async throws {
        try await check(path, named: button) {
            try await self.browser.click(named: button + "...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
    }

    private func checkEventForms(_ talk: Int) async throws {
        try await check("/facilitator/new-event?from=\(talk)", named: "duplicate-event")
        try await check("/facilitator/new-event", named: "new-event-clock-changes") {
            try await self.browser.click(named: "Add a step")
            try await self.browser.set([
                ("time_zone", "Berlin"), ("starts_at", "2027-10-31T02:30"),
                ("ends_at", "2027-03-28T02:30"), ("price", "1,2,3"),
            ])
            try await self.browser.click(named: "Publish")
            try await self.browser.wait(for: "document.querySelector('[aria-invalid=true]')")
        }
        try await check("/facilitator/new-event", named: "new-event-draft") {
            try await self.browser.wait(forText: "are still here")
        }
        try await check("/facilitator/events/\(talk)/edit", named: "move-preview") {
            try await self.browser.set([("location", "The garden"), ("reason", "A flood.")])
            try await self.browser.wait(forText: "Reason, for your guests")
            try await self.browser.click(named: "Save")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
        try await check("/facilitator/events/\(talk)/edit", named: "event-changed-elsewhere") {
            _ = try await self.system.service.put(
                "/api/facilitator/2/events/\(talk)", #"{"description": "Longer.", "capacity": 21}"#)
            try await self.browser.set([("title", "Mine")])
            try await self.browser.click(named: "Save")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
    }

    /// An event with an offer, a guest who waits, and a refund that depends on the seat.
    private func checkWaitlist() async throws {
        let event = try await system.fullEvent(price: 2_000, of: ["dev", "elif", "farid"])
        try await event.giveUp()
        for path in [
            "/facilitator/events/\(event.id)", "/facilitator/events/\(event.id)/seats",
            "/facilitator/events/\(event.id)/edit", "/facilitator/bookings/\(event.booking)",
        ] {
            try await check(path, named: "waitlist-\(path.split(separator: "/").last ?? "")")
        }
        try await checkDialog("/facilitator/events/\(event.id)", "Offer seats")
        try await checkDialog("/facilitator/bookings/\(event.booking)", "Cancel")
    }

    private func checkSeries() async throws {
        let series = try await system.series("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=12", price: 1_000)
        let page = "/facilitator/series/\(series["series"]?["id"]?.int ?? 0)"
        let event = series.eventIDs[2]
        _ = try await system.service.delete(
            "/api/facilitator/2/events/\(series.eventIDs[1])")
        try await check("/facilitator", named: "events-of-a-series")
        try await check(page)
        try await check("/facilitator/series/999", named: "no-such-series")
        try await checkDialog(page, "Cancel all to come")
        try await check(page, named: "add-dates") {
            try await self.browser.click(named: "Add dates ...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
            try await self.browser.click(named: "Another date")
            try await self.browser.click(named: "Add")
            try await self.browser.wait(for: "document.querySelector('[aria-invalid=true]')")
        }
        try await check("/facilitator/events/\(event)", named: "cancel-from-here-on") {
            try await self.browser.click(named: "Cancel the event ...")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
        try await check("/facilitator/events/\(event)/edit", named: "edit-from-here-on") {
            try await self.browser.set([("capacity", "30")])
            try await self.browser.click(named: "Save")
            try await self.browser.wait(for: "document.querySelector('dialog[open]')")
        }
        try await checkSeriesForm()
    }

    private func checkSeriesForm() async throws {
        let times = [
            ("time_zone", "Berlin"), ("starts_at", "2030-07-16T18:30"),
            ("ends_at", "2030-07-16T19:30"), ("repeats", "DAILY"),
        ]
        try await check("/facilitator/new-event?series", named: "new-series") {
            try await self.browser.set(times)
            try await self.browser.wait(forText: "overlaps: Evening Circle")
            try await self.browser.run("document.querySelector('.date').click()")
            try await self.browser.wait(forText: "9 dates")
        }
        try await check("/facilitator/new-event?errors", named: "new-series-errors") {
            try await self.browser.set(times)
            try await self.browser.set([("repeats", "WEEKLY"), ("count", "0")])
            try await self.browser.click("[aria-label=Tuesday]")
            try await self.browser.click(named: "Publish")
            try await self.browser.wait(for: "document.querySelector('[aria-invalid=true]')")
        }
    }

    private func matches(_ path: String, _ pattern: String) -> Bool {
        let (path, pattern) = (path.split(separator: "/"), pattern.split(separator: "/"))
        return path.count == pattern.count
            && zip(path, pattern).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }

    /// Checks a page in both widths and themes, and takes screenshots if they are wanted.
    private func check(
        _ path: String, named: String? = nil, state: () async throws -> Void = {}
    ) async throws {
        checkedPaths.insert(String(path.prefix { $0 != "?" }))
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
                try await takeScreenshot(
                    named ?? path, "\(size)-\(dark ? "dark" : "light")", width: width)
            }
        }
        try await checkLargeText(path, named: named ?? path)
        let findings = try await Audit.invisibleFocus(in: browser)
        XCTAssertEqual(findings, [], path)
    }

    /// Checks the page with text of twice the usual size, as a browser's setting makes it.
    private func checkLargeText(_ path: String, named name: String) async throws {
        for width in [360, 1_280] {
            try await browser.resize(width: width, height: 780)
            try await browser.run("document.documentElement.style.fontSize = '200%'")
            let findings =
                try await Audit.findings(in: browser) + Audit.unreadableTexts(in: browser)
            XCTAssertEqual(findings, [], "\(path) with large text at \(width)")
            try await takeScreenshot(name, "large-\(width)", width: width)
            try await browser.run("document.documentElement.style.fontSize = ''")
        }
    }

    private func takeScreenshot(_ page: String, _ variant: String, width: Int) async throws {
        guard let screenshotFolder, !screenshotFolder.isEmpty else { return }
        let height = try await browser.run(
            "return document.querySelector('dialog') ? innerHeight : Math.min(2400, document.documentElement.scrollHeight)"
        )
        try await browser.resize(width: width, height: Int(height.integer ?? 900))
        let words = page.split { !$0.isLetter && !$0.isNumber }
        let name = words.isEmpty ? "events" : words.joined(separator: "-")
        let file = URL(fileURLWithPath: screenshotFolder).appendingPathComponent(
            "\(name)-\(variant).png")
        try await browser.screenshot().write(to: file)
    }

    func testTheAuditFindsEveryDefect() async throws {
        let defects = [
            ("document.documentElement.removeAttribute('lang')", "no language"),
            ("document.title = ''", "no title"),
            ("document.querySelector('footer').remove()", "no landmark footer"),
            ("document.getElementById('live').remove()", "no status region"),
            ("add('h1', 'x')", "2 headings of level 1"),
            ("add('h6', 'x'); add('h4', 'x')", "skips a level"),
            ("add('p', 'x').id = add('p', 'y').id = 'twice'", "the id twice occurs twice"),
            ("add('img')", "no alt"),
            ("add('button')", "no name"),
            ("add('input')", "no label"),
            ("add('p', 'x').tabIndex = 3", "a positive tabindex"),
            ("add('p', 'x').setAttribute('aria-describedby', 'gone')", "refers to no element"),
            ("add('input').ariaInvalid = 'true'", "an invalid field without a message"),
            ("add('p', 'pale').style.color = '#9aa3b2'", "contrast 2."),
            ("add('p', 'x').style.width = '4000px'", "too wide"),
            ("add('button', 'x').style = 'height: 9px; padding: 0'", "too small"),
            ("document.querySelector('.glow').style.opacity = 1", "contrast"),
            (
                "add('p').append(Object.assign(document.createElement('a'), { href: '/', textContent: 'x' }))",
                "too low"
            ),
        ]
        try await browser.prefer(dark: false)
        for (defect, finding) in defects {
            try await browser.open("/e/4")
            try await browser.waitUntilDrawn()
            try await browser.run(
                """
                const main = document.querySelector('main');
                const add = (name, text = '') =>
                    main.appendChild(Object.assign(document.createElement(name), { textContent: text }));
                \(defect);
                """)
            let found = try await Audit.findings(in: browser)
            XCTAssertTrue(found.contains { $0.contains(finding) }, "\(defect): \(found)")
        }
        try await checkDefectsOfLargeText()
        try await browser.open("/login")
        try await browser.waitUntilDrawn()
        try await browser.run(
            """
            const sheet = new CSSStyleSheet();
            sheet.replaceSync('button:focus-visible { outline: none; }');
            document.adoptedStyleSheets = [sheet];
            """)
        let findings = try await Audit.invisibleFocus(in: browser)
        XCTAssertTrue(findings.contains { $0.contains("<button") }, "\(findings)")
    }

    private func checkDefectsOfLargeText() async throws {
        let defects = [
            (
                "document.querySelector('.tag').style = 'height: 12px; width: 20px'",
                "outside its box"
            ),
            ("document.querySelector('.event h3').style = 'width: 30px'", "broken"),
            ("document.querySelector('.account').style.translate = '-800px'", "overlap"),
            ("document.querySelector('.search').style = 'max-width: 90px'", "the search field is"),
        ]
        for (defect, finding) in defects {
            try await browser.open("/")
            try await browser.waitUntilDrawn()
            try await browser.run(
                """
                document.querySelector('.event h3').style.overflowWrap = 'anywhere';
                \(defect);
                """)
            let found = try await Audit.unreadableTexts(in: browser)
            XCTAssertTrue(found.contains { $0.contains(finding) }, "\(defect): \(found)")
        }
    }
}
