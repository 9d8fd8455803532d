import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// A facilitator's way through the pages.
final class FacilitatorJourneyTests: BrowserTestCase {
    func testNewBookingsAppearWithoutAReload() async throws {
        let event = try await system.talk()
        try await logInFacilitator("arjun")
        try await browser.wait(forText: "0 of 20")
        try await system.guest("asha", name: "Asha Rao").book(event, seats: 3)
        try await browser.wait(forText: "Asha Rao")
        try await browser.wait(forText: "3 of 20")
    }

    func testAnEventIsPublishedEditedAndCancelled() async throws {
        try await logInFacilitator("arjun")
        try await browser.click(named: "New event")
        try await browser.waitUntilDrawn()
        try await browser.fill("title", "Walking in the Dunes")
        try await browser.click(named: "Publish")
        // Start and end are missing, and each field shows it.
        try await browser.wait(for: "document.querySelector('[name=starts_at][aria-invalid=true]')")
        try await browser.run(
            """
            const set = (name, value) => { document.querySelector(`[name=${name}]`).value = value; };
            set('starts_at', '2030-07-01T10:00'); set('ends_at', '2030-07-01T12:30');
            set('time_zone', 'America/New_York'); set('price', '12.50'); set('currency', 'usd');
            """)
        try await browser.click(named: "Add a step")
        try await browser.click(named: "Publish")
        try await browser.wait(forText: "Mon 1 Jul 2030, 10:00 – 12:30")
        try await browser.click(named: "Edit")
        try await browser.wait(for: "document.querySelector('[name=price]')?.value === '12.50'")
        try await browser.wait(
            for: "document.querySelector('[name=starts_at]').value === '2030-07-01T10:00'")
        try await browser.fill("title", "Walking by the Sea")
        try await browser.click(named: "Save")
        try await browser.wait(
            for: "document.querySelector('h1').textContent === 'Walking by the Sea'")
        try await browser.click(named: "Cancel the event ...")
        try await browser.wait(forText: "No payments")
        try await browser.click(named: "Cancel the event")
        try await browser.wait(
            for: "document.querySelector('.tag.bad')?.textContent === 'Cancelled'")
    }

    func testATextForConfirmedGuestsIsShownToThemWithLinks() async throws {
        let event = try await system.talk()
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)/edit")
        let text = "Join at https://meet.example.org/7?a=b. Bring a blanket."
        try await browser.fill("attendee_info", text)
        try await browser.click(named: "Save")
        try await browser.wait(for: "!location.pathname.endsWith('edit')")
        try await browser.open("/facilitator/new-event?from=\(event)")
        try await browser.wait(
            for: "document.querySelector('[name=attendee_info]')?.value.startsWith('Join at')")
        let asha = try await system.guest("asha")
        let booking = try await asha.book(event)
        try await logIn("asha", next: "/my/bookings/\(booking)")
        try await browser.wait(forText: "Bring a blanket.")
        let link = try await browser.run(
            "return document.querySelector('.prose a').getAttribute('href')")
        XCTAssertEqual(link, "https://meet.example.org/7?a=b")
        _ = try await asha.post("/bookings/\(booking)/cancellation")
        try await browser.open("/my/bookings/\(booking)")
        try await browser.wait(forText: "Your booking is cancelled")
        let page = try await browser.run("return document.body.textContent.includes('blanket')")
        XCTAssertEqual(page, false)
    }

    func testARefusedEventIsCorrectedAndPublished() async throws {
        try await logInFacilitator("arjun")
        try await browser.click(named: "New event")
        try await browser.waitUntilDrawn()
        try await browser.fill("title", "Evening Circle")
        try await browser.set([
            ("starts_at", "2020-07-01T10:00"), ("ends_at", "2020-07-01T12:30"),
            ("price", "4900.50"), ("currency", "HUF"),
        ])
        try await browser.click(named: "Publish")
        try await browser.wait(for: "document.querySelector('[name=starts_at][aria-invalid=true]')")
        try await browser.set([
            ("starts_at", "2030-07-01T10:00"), ("ends_at", "2030-07-01T12:30"),
        ])
        _ = try await publish()
        try await browser.wait(forText: "1 Jul 2030, 10:00")
        try await browser.open("/?q=Circle")
        try await browser.wait(forText: "HUF\u{A0}4,900.50")
        try await browser.click(named: "Evening Circle")
        try await browser.wait(forText: "Book and pay HUF\u{A0}4,900.50")
    }

    func testTheRosterIsSearchedAndSavedAsCSV() async throws {
        let event = try await system.talk(price: 1_250)
        for (username, name) in [("asha", "Asha Rao"), ("bhavin", "=1+1")] {
            try await system.guest(username, name: name).bookAndPay(event)
        }
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.wait(for: "document.querySelectorAll('.entry').length === 2")
        try await checkThatUsersAreNotLoaded()
        try await browser.run(
            """
            const field = document.getElementById('search');
            field.value = 'asha@';
            field.dispatchEvent(new Event('input'));
            """)
        try await browser.wait(for: "document.querySelectorAll('.entry').length === 1")
        let saved = try await browser.savedTable()
        XCTAssertTrue(
            saved.contains("\"Asha Rao\",\"asha@example.org\",1,\"confirmed\",12.5,\"EUR\","), saved
        )
        XCTAssertTrue(saved.contains(",\"'=1+1\",\"bhavin@example.org\",1,"), saved)
    }

    /// The page polls the bookings, which have the guests' addresses.
    private func checkThatUsersAreNotLoaded() async throws {
        _ = try await browser.requests()
        var seen: [String] = []
        try await waitUntil {
            seen += try await browser.requests()
            return seen.count { $0.contains("/bookings?") } >= 2
        }
        XCTAssertEqual(seen.filter { $0.contains("/users") }, [])
    }

    func testADisputeIsShownBesideTheBooking() async throws {
        let event = try await system.talk(price: 1_250)
        let booking = try await system.guest("asha", name: "Asha Rao").bookAndPay(event)
        _ = try await system.notifiedBookings(atLeast: 1)
        let notified = try await system.service.post(
            "/notify",
            """
            {"booking_id": \(booking), "user": "Asha Rao", "event": "Evening Talk",
             "facilitator_id": 2, "type": "booking.changed", "dispute": "open"}
            """)
        XCTAssertEqual(notified.status, 200, notified.text)
        try changeDatabase(
            at: system.folder + "/main.sqlite",
            "UPDATE bookings SET dispute = 'open' WHERE id = \(booking)")
        try await logInFacilitator("arjun")
        for (page, row) in [
            ("/facilitator/events/\(event)", ".entry"), ("/facilitator/bookings", "tbody tr"),
        ] {
            try await browser.open(page)
            try await browser.wait(
                for: "document.querySelector('\(row) .tag.warn')?.textContent === 'Disputed'")
            let findings = try await Audit.findings(in: browser)
            XCTAssertEqual(findings, [], page)
        }
    }

    func testIncomeFollowsPaymentsAndRefunds() async throws {
        let event = try await system.talk(title: "Sound Journey", price: 1_800)
        let asha = try await system.guest("asha", name: "Asha Rao")
        let first = try await asha.bookAndPay(event, seats: 2)
        try await asha.cancelBooking(first)
        try await logInFacilitator("arjun")
        // Half of the payment was refunded. The notification of a cancelled booking has no amount.
        let income = "document.querySelector('.figures > :last-child dd').textContent"
        try await browser.wait(for: "\(income) === '€18'")
        try await asha.bookAndPay(event)
        try await browser.wait(for: "\(income) === '€36'")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.wait(for: "\(income).startsWith('€36')")
        // Cancelling refunds the active bookings, and not the rest of the cancelled one.
        try await browser.click(named: "Cancel the event ...")
        try await browser.wait(
            for: "document.querySelector('dialog .total dd').textContent === '€18'")
        try await browser.click(named: "Cancel the event")
        try await browser.wait(
            for: "document.querySelector('.tag.bad')?.textContent === 'Cancelled'")
        try await browser.wait(for: "\(income) === '€18'")
    }

    func testAFailedRefundIsTriedAgain() async throws {
        // The sandbox fails to refund amounts that end in 13.
        let event = try await system.talk(title: "Unlucky Talk", price: 1_813)
        let asha = try await system.guest("asha", name: "Asha Rao")
        try await asha.bookAndPay(event)
        try await system.cancel(event)
        try await logInFacilitator("arjun")
        try await browser.click(named: "Refunds")
        try await browser.wait(forText: "1 refund did not go through.")
        try await browser.wait(forText: "€18.13")
        try await browser.click(named: "Try again")
        try await browser.wait(forText: "The refund will be tried again.")
        let generation = try await browser.runAsync(
            """
            const { facilitator } = await import(document.querySelector('link[href$="session.js"]').href);
            return (await facilitator.get('/api/facilitator/2/refunds')).data[0].generation;
            """)
        XCTAssertEqual(generation, 2)
        // The guest sees the state of the refund.
        try await logIn("asha", next: "/my/bookings")
        try await browser.wait(forText: "refund")
    }

    func testThePrintedRosterHasNoControls() async throws {
        let event = try await system.talk()
        try await system.guest("asha", name: "Asha Rao").book(event)
        try await logInFacilitator("arjun")
        try await browser.open("/facilitator/events/\(event)")
        try await browser.wait(forText: "Asha Rao")
        try await browser.emulatePrint()
        let shown = try await browser.run(
            """
            const seen = (selector) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility());
            return [seen('.entry .box'), seen('h1'), seen('header'), seen('footer'), seen('button'), seen('.tabs')];
            """)
        XCTAssertEqual(shown, [true, true, false, false, false, false])
    }

    func testWithoutCRMAPIFacilitatorsSeeAnOutageAndGuestsGoOn() async throws {
        try await logInFacilitator("priya")
        await system.stopCRM()
        try await browser.open("/facilitator")
        try await browser.wait(forText: "This part is unavailable right now")
        try await browser.open("/docs")
        try await browser.wait(forText: "CRMAPI cannot be reached right now")
        try await browser.open("/")
        try await browser.wait(forText: "Sunrise Hatha Yoga")
    }

    func testLoggingOutRemovesTheTokenWithoutTheService() async throws {
        try await logInFacilitator("priya")
        try await browser.waitUntilDrawn()
        await system.stopCRM()
        try await browser.click(named: "Log out everywhere")
        try await browser.wait(
            for:
                "location.pathname === '/facilitator/login' && !sessionStorage.getItem('facilitator')"
        )
        // The failed calls are expected.
        _ = try await browser.consoleErrors()
    }

    func testTheTokenIsInNoAddressAndInNoLastingStorage() async throws {
        try await logInFacilitator("priya")
        try await browser.open("/facilitator/bookings")
        try await browser.waitUntilDrawn()
        for address in try await browser.requests() {
            XCTAssertFalse(address.contains("eyJ"), address)
        }
        let stored = try await browser.run("return localStorage.length")
        XCTAssertEqual(stored, 0)
    }
}
