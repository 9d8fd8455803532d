import HTTPClient
import JSONCoding
import TestSupport
import XCTest

/// The owner's lists of guests, events, bookings, money, refunds and letters.
final class CentreListsTests: BrowserTestCase {
    func testAGuestIsFoundAndErased() async throws {
        let bhavin = try await system.guest("bhavin", name: "Bhavin Shah")
        try await bhavin.book(system.talk(title: "Evening Talk"))
        try await open("guests")
        try await browser.fill("q", "shah")
        try await browser.wait(forText: "1 guest")
        try await browser.wait(for: "location.search === '?q=shah'")
        try await browser.click(named: "Send the confirmation Bhavin Shah")
        try await browser.wait(forText: "An email is on its way to")
        try await browser.click(named: "Erase … Bhavin Shah")
        try await browser.wait(forText: "1 booking is cancelled under the refund policies")
        try await browser.wait(forText: "Evening Talk")
        try await browser.fill("username", "someone")
        try await browser.click(named: "Erase the account")
        try await browser.wait(
            for: "document.querySelector('dialog [name=username]').getAttribute('aria-invalid')")
        try await browser.fill("username", "bhavin")
        try await browser.click(named: "Erase the account")
        try await browser.wait(forText: "Bhavin Shah is erased.")
        try await browser.wait(forText: "0 guests")
        let login = try await system.main.logIn("bhavin", TestClient.password(of: "bhavin"))
        XCTAssertEqual(login.status, 401, login.text)
    }

    func testEventsAndBookingsOfAllFacilitatorsAreFound() async throws {
        let talk = try await system.talk(title: "Evening Talk")
        let booking = try await system.guest("bhavin", name: "Bhavin Shah").book(talk, seats: 2)
        try await open("events")
        try await browser.wait(forText: "Dr. Priya Sharma")
        try await browser.fill("q", "evening talk")
        try await browser.wait(forText: "1 event")
        let saved = try await browser.savedTable()
        XCTAssertTrue(saved.contains("\"Evening Talk\",\"Arjun Patel\""), saved)
        try await browser.click(named: "Evening Talk")
        try await browser.wait(forText: "You are working for Arjun Patel.")
        try await browser.wait(forText: "Bhavin Shah")
        try await browser.open("/facilitator/centre/bookings?q=bhavin")
        try await browser.wait(forText: "1 booking")
        try await browser.run(
            """
            const status = document.querySelector('[name=status]');
            status.value = 'cancelled';
            status.dispatchEvent(new Event('input', { bubbles: true }));
            """)
        try await browser.wait(forText: "No booking found.")
        try await browser.goBack()
        try await browser.open("/facilitator/centre/bookings?q=\(booking)")
        try await browser.click(named: "Bhavin Shah")
        try await browser.wait(for: "location.pathname === '/facilitator/bookings/\(booking)'")
        try await browser.wait(forText: "You are working for Arjun Patel.")
    }

    func testDaysInTheWrongOrderAreExplained() async throws {
        try await open("bookings")
        try await browser.set([("from", "2027-01-01"), ("to", "2026-12-01")])
        try await browser.wait(forText: "From is after Until.")
        try await browser.set([("to", "2027-02-01")])
        try await browser.wait(forText: "No booking found.")
    }

    func testMoneyIsShownByMonthEventAndFacilitator() async throws {
        let talk = try await system.talk(title: "Evening Talk", price: 2_500)
        let walkIn = try await system.service.post(
            "/api/facilitator/2/events/\(talk)/bookings",
            #"{"name": "Hema", "seats": 2, "paid": {"amount": 5000, "method": "cash"}}"#)
        XCTAssertEqual(walkIn.status, 201, walkIn.text)
        try await open("money")
        try await browser.wait(forText: "Kept in EUR")
        try await browser.wait(forText: "€50")
        try await browser.click("[value=event]")
        try await browser.wait(forText: "Evening Talk")
        try await browser.click("[value=facilitator]")
        try await browser.wait(forText: "Arjun Patel")
        let saved = try await browser.savedTable()
        XCTAssertTrue(saved.contains("\"Arjun Patel\",\"EUR\",\"Cash\",1,50,0,50"), saved)
    }

    func testAFailedRefundIsTriedAgain() async throws {
        // The sandbox fails to refund amounts that end in 13.
        let unlucky = try await system.talk(title: "Unlucky Talk", price: 1_813)
        try await system.guest("bhavin", name: "Bhavin Shah").bookAndPay(unlucky)
        try await system.cancel(unlucky)
        try await open("refunds")
        try await browser.wait(forText: "Bhavin Shah")
        try await browser.wait(forText: "No email has failed five times.")
        try await browser.click(named: "Try again")
        try await browser.wait(forText: "The refund will be tried again.")
        try await browser.click(named: "Overview")
        try await browser.wait(forText: "Upcoming events")
    }

    private func open(_ page: String) async throws {
        try await logInOwner()
        try await browser.open("/facilitator/centre/\(page)")
        try await browser.waitUntilDrawn()
    }
}
