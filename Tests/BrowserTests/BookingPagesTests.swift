import JSONCoding
import TestSupport
import XCTest

/// The ticket of a booking, the guest's bookings and the account.
final class BookingPagesTests: BrowserTestCase {
    func testEveryPageOfAPaymentShowsTheTicketWithItsNextStep() async throws {
        let event = try await system.talk(title: "Sound Journey", price: 1_800)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.book(event, seats: 2)
        let checkout = try await asha.startPaying(booking)
        let session = checkout.split(separator: "/").last ?? ""
        let unpaid = "/payment/sandbox/return?session_id=\(session)&cancelled=1"
        try await logIn("asha")
        for (path, step) in [
            (checkout, "Pay"), (unpaid, "Pay €36"), ("/my/bookings/\(booking)", "Pay €36"),
            ("/my/bookings", "Pay €36"),
        ] {
            try await browser.open(path)
            try await browser.waitUntilDrawn()
            let ticket = try await browser.run(
                """
                const ticket = document.querySelector('.ticket');
                const facts = Object.fromEntries([...ticket.querySelectorAll('.ticket-facts > div')]
                    .map((one) => [one.querySelector('dt').textContent, one.querySelector('dd').textContent]));
                return [ticket.querySelector('h2, h3').textContent, facts.Seats, facts['To pay'],
                    /^1[45]:\\d\\d$/.test(facts['Time left']),
                    ticket.querySelector('.ticket-step .button.main').textContent];
                """)
            XCTAssertEqual(
                ticket, ["Sound Journey", "2", "€36", true, .string(step)], path)
        }
        try await browser.open(unpaid)
        try await browser.waitUntilDrawn()
        try await browser.click(named: "Pay €36")
        try await browser.click(named: "Pay")
        try await browser.click(named: "To my booking")
        try await browser.wait(forText: "You are going")
        try await browser.wait(forText: "Paid through")
    }

    func testAnUnpaidBookingHasNoReceipt() async throws {
        let event = try await system.talk(price: 1_800)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let booking = try await asha.book(event)
        _ = try await asha.startPaying(booking)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.wait(forText: "What happened")
        try await browser.wait(
            for:
                "!/Receipt|Paid through|Test payment/.test(document.querySelector('main').innerText)"
        )
        system.advance(seconds: 1_000)
        try await browser.wait(forText: "Your time to pay is over")
        // The guest did not try to pay, so no payment has failed.
        try await browser.wait(
            for: "document.querySelector('.timeline').innerText.includes('Not paid')")
        try await browser.click(named: "Book again")
        try await browser.wait(for: "location.pathname === '/e/\(event)'")
    }

    func testTheNextBookingComesFirstAndCancelledOnesAreFolded() async throws {
        // The page reads the time of the Date field, which is this machine's.
        system.clock.advance(seconds: -4 * 3_600)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let later = try await system.event(title: "Later Talk", startsInHours: 400)
        let next = try await system.event(title: "Next Talk", timeZone: "UTC", startsInHours: 28)
        let dropped = try await system.event(title: "Dropped Talk")
        let over = try await system.event(title: "Past Talk", startsInHours: 1)
        let lost = try await system.event(title: "Lost Talk", startsInHours: 300)
        for event in [later, next, over, lost] { try await asha.book(event) }
        try await system.cancel(lost)
        try await asha.cancelBooking(asha.book(dropped))
        system.advance(seconds: 4 * 3_600)
        try await logIn("asha", next: "/my/bookings")
        try await browser.wait(forText: "Next Talk")
        let order = try await browser.run(
            """
            const texts = [...document.querySelectorAll('#content h2, #content h3')]
                .filter((one) => one.checkVisibility()).map((one) => one.textContent);
            return texts;
            """)
        let texts = order.array?.compactMap(\.string) ?? []
        XCTAssertTrue(
            texts.first?.hasPrefix("Tomorrow ") == true || texts.first?.hasPrefix("Today ") == true,
            "\(texts)")
        XCTAssertEqual(
            Array(texts.dropFirst()),
            [
                "Next Talk", "Upcoming", "Later Talk", "Cancelled by the facilitator", "Lost Talk",
                "Past", "Past Talk", "Cancelled and expired",
            ])
        // A card without buttons has no empty line for them.
        let emptyRows = try await browser.run(
            "return document.querySelectorAll('.row:empty').length")
        XCTAssertEqual(emptyRows, 0)
        try await browser.click(".folded summary")
        try await browser.wait(forText: "Dropped Talk")
    }

    func testErasingShowsWhatItCancelsFirst() async throws {
        let event = try await system.talk(title: "Sound Journey", price: 1_800)
        try await system.guest("asha", name: "Asha Rao").bookAndPay(event)
        try await logIn("asha", next: "/my/account")
        try await browser.click(named: "Erase my account ...")
        try await browser.wait(forText: "1 booking is cancelled:")
        try await browser.wait(forText: "Sound Journey")
        try await browser.wait(forText: "You get back €9 of €18.")
        try await browser.wait(
            for: """
                document.querySelector('dialog .note').innerText
                    .includes('access to your bookings and receipts')
                && document.querySelector('dialog .note:has(ul) ~ form [type=password]')
                """)
        try await browser.click("dialog .close")
        try await browser.wait(for: "localStorage.getItem('guest')")
    }

    func testThePrintedListHasNoForm() async throws {
        try await browser.emulatePrint()
        try await browser.open("/")
        try await browser.waitUntilDrawn()
        let visible = try await browser.run(
            "return [...document.querySelectorAll('form, nav, .button')].some((one) => one.checkVisibility())"
        )
        XCTAssertEqual(visible, false)
    }

    func testTextsFollowTheirOwnDirection() async throws {
        let event = try await system.talk(
            title: "ערב שקט", description: "שלום.", location: "ירושלים")
        let booking = try await system.guest("asha", name: "Asha Rao").book(event)
        try await logIn("asha")
        for path in [
            "/?q=%D7%A2%D7%A8%D7%91", "/e/\(event)", "/my/bookings", "/my/bookings/\(booking)",
        ] {
            try await browser.open(path)
            try await browser.waitUntilDrawn()
            try await browser.wait(
                for: """
                    [...document.querySelectorAll('main [dir=auto]')].some((one) =>
                        one.textContent.includes('ערב') && getComputedStyle(one).direction === 'rtl')
                    """)
            // The title begins at the left edge, as the texts around it do.
            let indent = try await browser.run(
                """
                const title = [...document.querySelectorAll('main [dir=auto]')]
                    .find((one) => one.textContent.includes('ערב'));
                const text = document.createRange();
                text.selectNodeContents(title);
                const left = Math.min(...[...text.getClientRects()].map((one) => one.left));
                return Math.round(left - title.getBoundingClientRect().left);
                """)
            XCTAssertLessThanOrEqual(indent.integer ?? .max, 1, path)
        }
    }

    func testLargeTextFitsANarrowWindow() async throws {
        let event = try await system.talk()
        _ = try await system.guest("asha", name: "Asha Rao")
        try await browser.resize(width: 360, height: 780)
        for isLoggedIn in [false, true] {
            if isLoggedIn { try await logIn("asha") }
            for path in ["/", "/e/\(event)", "/?view=week", isLoggedIn ? "/my/bookings" : "/login"]
            {
                try await browser.open(path)
                try await browser.waitUntilDrawn()
                let overflow = try await browser.run(
                    """
                    document.documentElement.style.fontSize = '200%';
                    return document.documentElement.scrollWidth - innerWidth;
                    """)
                XCTAssertEqual(overflow, 0, path)
            }
        }
    }

    func testPagesDoNotShiftWhileTheyLoad() async throws {
        let event = try await system.event(timeZone: "America/New_York")
        let booking = try await system.guest("asha", name: "Asha Rao").book(event)
        try await logIn("asha")
        let guests = [
            "/", "/?view=week", "/e/\(event)", "/e/5", "/e/13", "/my/bookings", "/my/account",
        ]
        try await assertStill(guests + ["/my/bookings/\(booking)"])
        let series = try await system.series()
        try await logInFacilitator("arjun")
        try await assertStill([
            "/facilitator", "/facilitator/bookings", "/facilitator/refunds", "/facilitator/users",
            "/facilitator/new-event", "/facilitator/account",
            "/facilitator/series/\(series.seriesID)",
        ])
    }

    /// Checks that nothing moves on the pages while they load, on a phone and on a desktop.
    private func assertStill(_ paths: [String]) async throws {
        for (width, height) in [(360, 780), (1_280, 900)] {
            try await browser.resize(width: width, height: height)
            for path in paths {
                try await browser.open(path)
                try await browser.waitUntilDrawn()
                let shift = try await browser.runAsync(
                    """
                    let sum = 0;
                    // The observer gets all earlier shifts in its first call, if there are any.
                    new PerformanceObserver((list) => {
                      for (const one of list.getEntries()) sum += one.value;
                    }).observe({ type: 'layout-shift', buffered: true });
                    for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame);
                    return Math.round(sum * 10000);
                    """)
                XCTAssertLessThanOrEqual(shift.integer ?? .max, 100, "\(path) at \(width)")
            }
        }
    }
}
