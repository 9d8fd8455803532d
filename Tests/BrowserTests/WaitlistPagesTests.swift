import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// Guests join waiting lists, and answer their offers, on the pages.
final class WaitlistPagesTests: BrowserTestCase {
    func testAVisitorJoinsAfterLoggingInAndLeaves() async throws {
        let event = try await fullEvent()
        _ = try await system.guest("bhavin", name: "Bhavin Shah")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "The event is full.")
        try await browser.wait(forText: "The waiting list is empty.")
        try await browser.run(
            """
            document.getElementById('wait-seats').value = '2';
            document.querySelector('[name=accepts_fewer]').click();
            """)
        try await browser.click(named: "Join the waiting list")
        try await browser.click(named: "I have an account")
        try await browser.fill("username", "bhavin")
        try await browser.fill("password", TestClient.password(of: "bhavin"))
        try await browser.click(named: "Log in")
        try await browser.wait(
            forText: "You are number 1 on the waiting list, for 2 seats or fewer.")
        try await browser.wait(
            for: "document.activeElement.textContent.startsWith('You are number 1')")
        try await browser.wait(forText: "Full · 1 waiting")
        try await browser.wait(for: "document.getElementById('waitlist').hidden")

        try await browser.click(named: "Leave the waiting list ...")
        try await browser.wait(forText: "You lose your place, number 1.")
        try await browser.click(named: "Leave the waiting list")
        try await browser.wait(forText: "The waiting list is empty.")
        try await browser.wait(for: "document.activeElement.matches('h1')")
    }

    func testAFreeOfferArrivesOnTheOpenPageAndIsConfirmed() async throws {
        let event = try await fullEvent()
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        try await bhavin.joinWaitlist(event, seats: 2)
        try await logIn("bhavin")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "You are number 1 on the waiting list, for 2 seats.")
        try await asha.cancelBooking(booking)
        try await browser.wait(forText: "2 seats are reserved for you.")
        try await browser.wait(forText: "Time left to answer: 1")
        try await browser.wait(forText: "Kolkata time.")
        try await browser.click(named: "Confirm 2 seats")
        try await browser.wait(forText: "You are in. 2 seats booked.")
        try await browser.wait(for: "document.activeElement.textContent.startsWith('You are in')")
        let mine = try await bhavin.get("/bookings").json["data"]?[0]
        XCTAssertEqual(mine?["status"], "confirmed")
        try await browser.open("/my/bookings/\(mine?["id"]?.int ?? 0)")
        try await browser.wait(forText: "You are going")
        try await browser.wait(forText: "Offered to you")
    }

    func testAPricedOfferIsPaid() async throws {
        let event = try await fullEvent(price: 150_000)
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        try await bhavin.joinWaitlist(event)
        try await asha.cancelBooking(booking)
        try await logIn("bhavin", next: "/my/bookings")
        try await browser.wait(forText: "Offered to you")
        try await browser.wait(forText: "It is yours once you have paid ₹1,500.")
        try await browser.click(named: "Pay ₹1,500")
        try await browser.wait(for: "location.pathname.startsWith('/sandbox/pay/')")
        try await browser.click(named: "Pay")
        try await browser.click(named: "To my booking")
        try await browser.wait(forText: "You are going")
    }

    func testADeclinedOfferPassesToTheNext() async throws {
        let event = try await fullEvent()
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        let chitra = try await system.guest("chitra", name: "Chitra Nair")
        try await bhavin.joinWaitlist(event, seats: 2)
        try await chitra.joinWaitlist(event)
        try await asha.cancelBooking(booking)
        let offer = try await bhavin.get("/bookings").json["data"]?[0]?["id"]?.int ?? 0
        try await logIn("bhavin", next: "/my/bookings/\(offer)")
        try await browser.wait(forText: "These seats are offered to you")
        try await browser.click(named: "No, thanks ...")
        try await browser.wait(forText: "The seats go to the next on the waiting list at once")
        try await browser.click(named: "Decline the offer")
        try await browser.wait(forText: "You have declined the offer")
        try await browser.wait(forText: "Declined by you")
        let next = try await chitra.get("/bookings").json["data"]?[0]
        XCTAssertEqual(next?["status"], "held")
        XCTAssertEqual(next?["is_offer"], true)
    }

    func testALapsedOfferIsSaidToHaveEnded() async throws {
        let event = try await fullEvent(startsInHours: 3)
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        try await bhavin.joinWaitlist(event, seats: 2)
        try await asha.cancelBooking(booking)
        try await logIn("bhavin")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "2 seats are reserved for you.")
        let offer = try await bhavin.get("/bookings").json["data"]?[0]?["id"]?.int ?? 0
        system.advance(seconds: 46 * 60)
        try await browser.wait(forText: "Your offer has ended. It was not answered in time.")
        try await browser.wait(for: "!document.getElementById('book-form').hidden")
        try await browser.open("/my/bookings/\(offer)")
        try await browser.wait(forText: "The offer has ended")
        try await browser.wait(forText: "Offer ended without an answer")
    }

    func testAGuestWhoWaitsForMoreMayBookTheFreeSeats() async throws {
        let event = try await system.event(title: "Small Talk", capacity: 3)
        try await system.guest("asha").book(event, seats: 1)
        _ = try await system.guest("bhavin", name: "Bhavin Shah")
        try await logIn("bhavin")
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await browser.click("#waitlist summary")
        let numbers = try await browser.run(
            "return [...document.getElementById('wait-seats').options].map(({ value }) => value)")
        XCTAssertEqual(numbers, ["3"])
        try await browser.click("#wait-form button")
        try await browser.wait(forText: "You are number 1 on the waiting list, for 3 seats.")
        try await browser.wait(forText: "2 seats are free now. Booking them ends your wait.")
        try await browser.click("#book-form button")
        try await browser.wait(forText: "You are in. 1 seat booked.")
        let event2 = try await system.main.get("/events/\(event)").json
        XCTAssertEqual(event2["waitlist"]?["waiting"], 0)
    }

    func testRefusalsAreShownBesideTheForm() async throws {
        let event = try await fullEvent()
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        try await logIn("bhavin")
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        // The page does not look again before the button is pressed.
        try await pausePolling()
        try await asha.cancelBooking(booking)
        try await browser.click("#wait-form button")
        try await browser.wait(forText: "2 seats are free now. Book instead of waiting.")
        try await browser.wait(for: "document.activeElement.matches('#waitlist .error')")
        try await browser.wait(for: "!document.getElementById('book-form').hidden")

        try await asha.book(event, seats: 2)
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await pausePolling()
        try await bhavin.joinWaitlist(event)
        try await browser.click("#wait-form button")
        try await browser.wait(
            for: "document.activeElement.textContent.startsWith('You are number 1')")
    }

    func testAnEventThatFillsUpMeanwhileKeepsTheFocusBesideItsWaitingList() async throws {
        let event = try await system.event(title: "Small Talk", capacity: 1)
        _ = try await system.guest("bhavin", name: "Bhavin Shah")
        try await logIn("bhavin")
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await pausePolling()
        try await system.guest("asha", name: "Asha Rao").book(event)
        try await browser.click("#book-form button")
        try await browser.wait(forText: "The event is full.")
        try await browser.wait(forText: "The waiting list is empty.")
        try await browser.wait(for: "document.activeElement.id === 'booking'")
    }

    func testAPlaceMovesUpWhileThePageIsOpen() async throws {
        let event = try await fullEvent()
        let chitra = try await system.guest("chitra", name: "Chitra Nair")
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        try await chitra.joinWaitlist(event)
        try await bhavin.joinWaitlist(event)
        try await logIn("bhavin")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "You are number 2 on the waiting list, for 1 seat.")
        try await browser.wait(forText: "Full · 2 waiting")
        try await browser.run("document.querySelector('#outcome button').focus()")
        let left = try await chitra.delete("/events/\(event)/waitlist")
        XCTAssertEqual(left.status, 200, left.text)
        try await browser.wait(forText: "You are number 1 on the waiting list, for 1 seat.")
        try await browser.wait(forText: "Full · 1 waiting")
        // The button had the focus, and was drawn again.
        try await browser.wait(
            for: "document.activeElement.textContent.startsWith('You are number 1')")
    }

    func testAFullDateOfASeriesLeadsToItsWaitingList() async throws {
        let yoga = try await system.recurringClass(title: "Dawn Yoga", capacity: 1).events
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        let asha = try await system.guest("asha", name: "Asha Rao")
        let first = try await asha.book(yoga[1])
        try await asha.book(yoga[2])
        try await bhavin.joinWaitlist(yoga[1])
        try await logIn("bhavin")
        try await asha.cancelBooking(first)
        try await browser.open("/e/\(yoga[0])")
        try await browser.wait(
            for: "\(date(yoga[1])).innerText.includes('Offered to you: answer by')")
        try await browser.click("[data-date='\(yoga[2])'] [data-seats] a")
        try await browser.wait(for: "location.pathname === '/e/\(yoga[2])'")
        try await browser.wait(forText: "The waiting list is empty.")
        try await browser.open("/e/\(yoga[0])")
        try await browser.click("[data-date='\(yoga[1])'] [data-seats] a")
        try await browser.wait(forText: "These seats are offered to you")
    }

    private func date(_ event: Int) -> String {
        "document.querySelector('[data-date=\"\(event)\"]')"
    }

    func testAClosedListIsSaidToBeClosed() async throws {
        let event = try await fullEvent()
        let edited = try await system.service.put(
            "/api/facilitator/2/events/\(event)", #"{"waitlist_open": false}"#)
        XCTAssertEqual(edited.status, 200, edited.text)
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "The waiting list is closed.")
        try await browser.wait(for: "document.getElementById('waitlist').hidden")
    }

    func testAGuestWithoutAnAddressReadsThatNoEmailsCome() async throws {
        let event = try await fullEvent()
        let bhavin = try await system.main.registered("bhavin", name: "Bhavin Shah")
        try await bhavin.joinWaitlist(event)
        try await logIn("bhavin")
        try await browser.open("/e/\(event)")
        try await browser.wait(forText: "so our emails do not reach you")
        try await browser.click(named: "My bookings")
        try await browser.wait(forText: "Waiting lists")
        try await browser.wait(forText: "Waiting, number 1")
        try await browser.wait(forText: "Follow the link in the email to bhavin@example.org")
        try await browser.open("/e/\(event)")
        try await browser.click(named: "Go to your account")
        try await browser.wait(for: "location.pathname === '/my/account'")
    }

    func testMessagesOfAWaitLeadToTheOfferAndTheEvent() async throws {
        let event = try await fullEvent()
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        try await bhavin.joinWaitlist(event)
        try await asha.cancelBooking(booking)
        try await logIn("bhavin", next: "/my/notifications")
        try await browser.wait(forText: "Show the event")
        try await browser.click(named: "Show the offer")
        try await browser.wait(forText: "These seats are offered to you")
    }

    func testTheListOfEventsLeadsToTheWaitingList() async throws {
        let event = try await fullEvent()
        try await system.guest("bhavin", name: "Bhavin Shah").joinWaitlist(event)
        try await browser.open("/?q=small")
        try await browser.wait(forText: "Full · 1 waiting")
        try await browser.click(named: "Join the waiting list Small Talk")
        try await browser.wait(forText: "1 person is waiting.")
    }

    func testJoiningAndConfirmingWorkWithTheKeyboard() async throws {
        let event = try await fullEvent()
        _ = try await system.guest("bhavin", name: "Bhavin Shah")
        try await logIn("bhavin")
        try await browser.open("/e/\(event)")
        try await browser.waitUntilDrawn()
        try await browser.tab(to: "Seats")
        try await browser.press("2")
        try await browser.tab(to: "Join the waiting list")
        try await browser.press(Key.enter)
        try await browser.wait(forText: "You are number 1 on the waiting list, for 2 seats.")
        try await asha.cancelBooking(booking)
        try await browser.wait(forText: "2 seats are reserved for you.")
        try await browser.tab(to: "Confirm 2 seats")
        try await browser.press(Key.enter)
        try await browser.wait(for: "document.activeElement.textContent.startsWith('You are in')")
    }

    // MARK: -

    private var asha: TestClient!
    private var booking = 0

    /// An event whose two seats Asha has booked.
    private func fullEvent(price: Int = 0, startsInHours: Int64 = 240) async throws -> Int {
        let event = try await system.event(
            title: "Small Talk", capacity: 2, price: price, startsInHours: startsInHours)
        asha = try await system.guest("asha", name: "Asha Rao")
        booking =
            try await price > 0
            ? asha.bookAndPay(event, seats: 2) : asha.book(event, seats: 2)
        return event
    }

    /// Keeps the page from looking at the event again after a while.
    private func pausePolling() async throws {
        try await browser.run(
            """
            const last = setTimeout(() => {}, 1e6);
            for (let one = 1; one <= last; one += 1) clearTimeout(one);
            window.setTimeout = () => 0;
            """)
    }
}

extension TestClient {
    /// Puts the guest on an event's waiting list.
    func joinWaitlist(_ event: Int, seats: Int = 1, acceptsFewer: Bool = false) async throws {
        let joined = try await post(
            "/events/\(event)/waitlist",
            #"{"seats": \#(seats), "accepts_fewer": \#(acceptsFewer)}"#)
        XCTAssertEqual(joined.status, 201, joined.text)
    }
}
